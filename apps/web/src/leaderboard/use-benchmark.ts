import { useQuery } from '@apollo/client/react';
import { graphql } from '../generated/gql.ts';
import type { benchmarks } from './board-search.ts';

const AnyGlueDocument = graphql(`
  query AnyGlueResult {
    leaderboard(benchmark: "glue", split: DEV) {
      rows {
        id
      }
    }
  }
`);

export type Benchmark = (typeof benchmarks)[number];

/**
 * The benchmark that the address names; where it names none, GLUE once it has a row and the generated tasks until then.
 *
 * @returns null while it is not known yet
 */
export function useBenchmark(named: Benchmark | null): Benchmark | null {
  const { data, error } = useQuery(AnyGlueDocument, { skip: named !== null, fetchPolicy: 'network-only' });
  if (named) return named;
  if (error) return 'glue';
  if (!data) return null;
  return data.leaderboard.rows.length > 0 ? 'glue' : 'synthetic';
}
