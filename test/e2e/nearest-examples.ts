import { StillhouseClient } from '@stillhouse/client/client.ts';

/** An example of an evaluation, with the similarity of its nearest neighbor. */
interface NearestExample {
  /** Path of its page. */
  path: string;
  similarity: number;
}

interface Answer {
  runs: {
    nodes: {
      evaluations: {
        id: string;
        nearest: { farBelow: number } | null;
        predictions: { nodes: { index: number; neighbors: { similarity: number }[] }[] };
      }[];
    }[];
  };
}

const query = `{ runs(first: 10, filter: { kind: { eq: STUDENT } }) { nodes { evaluations { id nearest { farBelow }
  predictions(first: 100) { nodes { index neighbors(first: 1) { similarity } } } } } } }`;

/** The predictions of all students with retrieval that have the least and the most similar nearest neighbor, and the bound between. */
export async function nearestExamples(
  apiUrl: string,
): Promise<{ farthest: NearestExample; nearest: NearestExample; farBelow: number }> {
  const { runs } = await new StillhouseClient({ url: apiUrl }).query<Answer>(query);
  const retrieving = runs.nodes.flatMap(({ evaluations }) =>
    evaluations.filter(({ nearest }) => nearest !== null),
  );
  const examples = retrieving
    .flatMap(({ id, predictions }) =>
      predictions.nodes.map(({ index, neighbors }) => ({
        path: `/evaluations/${encodeURIComponent(id)}/predictions/${index}`,
        similarity: neighbors[0]?.similarity ?? Number.NaN,
      })),
    )
    .sort((a, b) => a.similarity - b.similarity);
  const [farthest, nearest] = [examples[0], examples.at(-1)];
  if (!farthest || !nearest) throw new Error('No student has predictions with neighbors.');
  return { farthest, nearest, farBelow: retrieving[0]?.nearest?.farBelow ?? Number.NaN };
}
