import type { LeaderboardPageQuery } from '../generated/graphql.ts';

/** A column of a task's scores. */
export type BoardColumn = LeaderboardPageQuery['leaderboard']['columns'][number];

/** What to know about the data of a column before comparing it with GLUE; null where there is nothing. */
export function contentTitle({ content }: Pick<BoardColumn, 'content'>): string | null {
  if (content === 'OTHER') return 'Other examples than those of GLUE, under the name of its task';
  if (content === 'UNVERIFIED') return 'As many examples as GLUE has; their content could not be verified';
  if (content === 'PART') return 'Only a part of the split was predicted';
  return null;
}
