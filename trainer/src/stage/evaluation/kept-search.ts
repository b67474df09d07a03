import { z } from 'zod';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';

const kept = z.object({
  /** Of the evaluation. */
  id: z.uuid(),
  /** How it searched, and how that was chosen. */
  efSearch: z.int(),
  chosenOn: z.string(),
  recallAtK: z.number(),
  neighbors: z.strictObject({
    count: z.int(),
    k: z.int(),
    /** The bytes of the columns, in base64. */
    indices: z.base64(),
    similarities: z.base64(),
  }),
});

/** What a search found, as it is recorded. */
export type FoundBySearch = Omit<z.infer<typeof kept>, 'neighbors'> & { neighbors: Neighbors };

/** As JSON, to be kept until it is recorded. */
export function keepSearch({ neighbors, ...rest }: FoundBySearch): z.infer<typeof kept> {
  const { count, k, indices, similarities } = neighbors;
  return {
    ...rest,
    neighbors: { count, k, indices: base64Of(indices), similarities: base64Of(similarities) },
  };
}

/** What was kept. @throws ZodError where it is something else */
export function keptSearch(json: unknown): FoundBySearch {
  const { neighbors, ...rest } = kept.parse(json);
  const { count, k, indices, similarities } = neighbors;
  return {
    ...rest,
    neighbors: {
      count,
      k,
      indices: new Int32Array(bytesOf(indices)),
      similarities: new Float32Array(bytesOf(similarities)),
    },
  };
}

function base64Of({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}
