import { decodeGlobalID } from '@pothos/plugin-relay';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id as the database knows it, from an opaque one of this type or from the bare id that the writer made.
 *
 * @throws ExpectedError BAD_INPUT naming the field
 */
export function bareId(type: string, id: string, ...path: string[]): string {
  if (uuid.test(id)) return id.toLowerCase();
  const decoded = decode(id);
  if (decoded?.typename === type) return decoded.id;
  const found = decoded ? `the id of a ${decoded.typename}` : 'no id';
  throw new ExpectedError('BAD_INPUT', `"${id}" is ${found}, where one of a ${type} is expected.`, path);
}

function decode(id: string): { typename: string; id: string } | null {
  try {
    const decoded = decodeGlobalID(id);
    return decoded.typename && decoded.id ? decoded : null;
  } catch {
    return null;
  }
}

/**
 * Owner and index of something that is known by both, such as an entry of a knowledge base.
 *
 * @throws ExpectedError BAD_INPUT naming the field
 */
export function compositeId(type: string, id: string, ...path: string[]): [owner: string, index: number] {
  const decoded = decode(id);
  const [owner = '', index = ''] = decoded?.typename === type ? decoded.id.split(':') : [];
  if (uuid.test(owner) && /^\d{1,9}$/.test(index)) return [owner.toLowerCase(), Number(index)];
  throw new ExpectedError('BAD_INPUT', `"${id}" is not the id of a ${type}.`, path);
}
