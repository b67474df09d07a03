import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Facts, validValue } from './valid-value.ts';
import { toJson, toLiteral } from './written-value.ts';

/** A field with arguments, and how to get there from the root of an operation. */
export interface Target {
  /** `Run.metrics` */
  name: string;
  kind: 'query' | 'mutation';
  /** Selects the field with these arguments, from the root. */
  select(args: string): string;
  args: { name: string; type: GraphQLInputType }[];
}

type Field = GraphQLField<unknown, unknown>;

/** Every field of the schema that takes arguments, by the shortest way to it. */
export function targetsOf(schema: GraphQLSchema, facts: Facts): Target[] {
  const targets: Target[] = [];
  const roots = [
    ['query', schema.getQueryType()!],
    ['mutation', schema.getMutationType()!],
  ] as const;
  for (const [kind, root] of roots) {
    const seen = new Set<GraphQLObjectType>([root]);
    const pending = [{ type: root, around: (inner: string) => `{ ${inner} }` }];
    for (let next = pending.shift(); next; next = pending.shift()) {
      const { type, around } = next;
      for (const field of Object.values(type.getFields())) {
        const below = getNamedType(field.type);
        if (field.args.length > 0) targets.push(targetOf(kind, type, field, around));
        if (!isObjectType(below) || seen.has(below) || kind === 'mutation') continue;
        seen.add(below);
        pending.push({
          type: below,
          around: (inner) => around(`${field.name}${validArguments(field, facts)} { ${inner} }`),
        });
      }
    }
  }
  return targets;
}

function targetOf(
  kind: Target['kind'],
  type: GraphQLObjectType,
  field: Field,
  around: (inner: string) => string,
): Target {
  return {
    name: `${type.name}.${field.name}`,
    kind,
    select: (args) => around(`${field.name}${args} ${selectionOf(field)}`),
    args: field.args.map(({ name, type: argument }) => ({ name, type: argument })),
  };
}

/** Every leaf below a field that takes no arguments, two levels deep. */
function selectionOf(field: Field, depth = 0): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (!isObjectType(type) && !isInterfaceType(type)) return '{ __typename }';
  const inner = Object.values(type.getFields()).flatMap((member) => {
    if (member.args.length > 0) return [];
    if (isLeafType(getNamedType(member.type))) return [member.name];
    return depth < 1 ? [`${member.name} ${selectionOf(member, depth + 1)}`] : [];
  });
  return `{ __typename ${inner.join(' ')} }`;
}

function validArguments({ args }: Field, facts: Facts): string {
  const needed = args.filter(({ type }) => isNonNullType(type));
  if (needed.length === 0) return '';
  return `(${needed.map(({ name, type }) => `${name}: ${toLiteral(validValue(type, name, facts))}`).join(', ')})`;
}

/** A request with the arguments as variables. @returns the body's JSON */
export function asVariables(target: Target, args: Readonly<Record<string, unknown>>): string {
  const given = target.args.filter(({ name }) => name in args);
  const definitions = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `${target.kind} (${definitions}) ${target.select(`(${passed})`)}`;
  return `{"query":${JSON.stringify(query)},"variables":${toJson(args)}}`;
}

/** A request with the arguments as literals. @returns the body's JSON */
export function asLiterals(target: Target, args: Readonly<Record<string, unknown>>): string {
  const passed = target.args.filter(({ name }) => name in args);
  const written = passed.map(({ name }) => `${name}: ${toLiteral(args[name])}`).join(', ');
  return JSON.stringify({ query: `${target.kind} ${target.select(`(${written})`)}` });
}
