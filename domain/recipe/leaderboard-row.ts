/**
 * A leaderboard row is a recipe with its task taken out, and with it what the task's texts decide (`maxTokens`): the same configuration,
 * run on several tasks, stands on one row.
 */
export function rowRecipe(recipe: Record<string, unknown>): Record<string, unknown> {
  const { data, ...rest } = recipe;
  if (data === null || typeof data !== 'object') return recipe;
  const { task: _task, maxTokens: _maxTokens, ...dataOfAnyTask } = data as Record<string, unknown>;
  return { ...rest, data: dataOfAnyTask };
}
