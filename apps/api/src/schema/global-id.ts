import { decodeGlobalID } from '@pothos/plugin-relay';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What `node` finds, and whether its key is a UUID or an owner's UUID with an index. */
const nodeTypes: Record<string, 'uuid' | 'indexed'> = {
  Project: 'uuid',
  Run: 'uuid',
  KnowledgeBase: 'uuid',
  KnowledgeEntry: 'indexed',
  Evaluation: 'uuid',
  Prediction: 'indexed',
};

/** Type and key of an opaque id. @throws ExpectedError BAD_INPUT for what is no id of ours */
export function decodeNodeId(id: string): { typename: string; id: string } {
  const decoded = decode(id);
  const kind = decoded && Object.hasOwn(nodeTypes, decoded.typename) ? nodeTypes[decoded.typename] : null;
  const fits = kind === 'uuid' ? uuid.test(decoded?.id ?? '') : keyOf(decoded?.id ?? '') !== null;
  if (decoded && kind && fits) return decoded;
  throw new ExpectedError('BAD_INPUT', `"${short(id)}" is not a valid id.`, ['id']);
}

/**
 * The id as the database knows it, from an opaque one of this type or from the bare id that the writer made.
 *
 * @throws ExpectedError BAD_INPUT naming the field
 */
export function bareId(type: string, id: string, ...path: string[]): string {
  if (uuid.test(id)) return id.toLowerCase();
  const decoded = decode(id);
  if (decoded?.typename === type && uuid.test(decoded.id)) return decoded.id.toLowerCase();
  const found =
    decoded && decoded.typename !== type ? `the id of a ${short(decoded.typename)}` : 'no whole id';
  throw new ExpectedError('BAD_INPUT', `"${short(id)}" is ${found}, expected the id of a ${type}.`, path);
}

/**
 * Owner and index of something that is known by both, such as an entry of a knowledge base.
 *
 * @throws ExpectedError BAD_INPUT naming the field
 */
export function compositeId(type: string, id: string, ...path: string[]): [owner: string, index: number] {
  const decoded = decode(id);
  const key = decoded?.typename === type ? keyOf(decoded.id) : null;
  if (key) return key;
  throw new ExpectedError('BAD_INPUT', `"${short(id)}" is not the id of a ${type}.`, path);
}

function decode(id: string): { typename: string; id: string } | null {
  try {
    const decoded = decodeGlobalID(id);
    return decoded.typename && decoded.id ? decoded : null;
  } catch {
    // Not even base64 of a type and a key.
    return null;
  }
}

function keyOf(key: string): [owner: string, index: number] | null {
  const [owner = '', index = '', ...rest] = key.split(':');
  const fits = uuid.test(owner) && /^\d{1,9}$/.test(index) && rest.length === 0;
  return fits ? [owner.toLowerCase(), Number(index)] : null;
}

function short(text: string): string {
  return text.slice(0, 100);
}
