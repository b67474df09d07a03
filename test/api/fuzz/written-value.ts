/** The name of an enum's member: in JSON a string, in a document a name. */
export class EnumName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A value by its text, for what no JavaScript value holds: an integer beyond 2^53, a member named twice. */
export class RawText {
  readonly json: string;
  readonly literal: string;
  constructor(json: string, literal = json) {
    this.json = json;
    this.literal = literal;
  }
}

/** As JSON, in the variables of a request. */
export function toJson(value: unknown): string {
  if (value instanceof RawText) return value.json;
  if (value instanceof EnumName) return JSON.stringify(value.name);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`)}}`;
  }
  return JSON.stringify(value);
}

/** As a literal of GraphQL, in a document. */
export function toLiteral(value: unknown): string {
  if (value instanceof RawText) return value.literal;
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(' ')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value).map(([key, member]) => `${key}:${toLiteral(member)}`)}}`;
  return JSON.stringify(value);
}
