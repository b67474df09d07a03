import { z } from 'zod';

/** How neighbors are searched: by comparing with every entry, or through an HNSW index. */
export const searches = ['EXACT', 'HNSW'] as const;
export type Search = (typeof searches)[number];

/**
 * How a student's prediction is mixed with its neighbors' soft labels at inference (ReAugKD, step 4).
 * `null` in place of a policy means "without retrieval".
 */
export const retrievalPolicy = z.strictObject({
  /** Number of nearest knowledge entries that are read. */
  k: z.int().min(1).max(1000),
  /** τ of w_k = softmax_k(x · z_k / τ). */
  temperature: z.number().positive(),
  /** Weight of the student's own prediction: final = β·y + (1 − β)·ŷ. */
  beta: z.number().min(0).max(1),
  search: z.enum(searches),
  /** Size of HNSW's candidate list; null for exact search. */
  efSearch: z.int().min(1).max(1000).nullable(),
});
export type RetrievalPolicy = z.infer<typeof retrievalPolicy>;
