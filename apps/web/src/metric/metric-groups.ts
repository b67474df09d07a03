export interface MetricGroup<Metric> {
  name: string;
  metrics: Metric[];
}

/** What stands behind the first slash of a key; all of it where there is none. */
export function shortKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Whether the steps of a group are seconds since the run began, as those of the machine's figures are. */
export function isBySecond(group: string): boolean {
  return group === 'system';
}

/**
 * Metrics by what stands before the first slash of their key, in order of first appearance; those without a slash come first, and in each
 * group its loss.
 */
export function metricGroups<Metric extends { key: string }>(
  metrics: readonly Metric[],
): MetricGroup<Metric>[] {
  const groups = new Map<string, Metric[]>();
  for (const metric of metrics) {
    const slash = metric.key.indexOf('/');
    const name = slash > 0 ? metric.key.slice(0, slash) : '';
    groups.set(name, [...(groups.get(name) ?? []), metric]);
  }
  return [...groups]
    .map(([name, members]) => ({ name: name || 'general', metrics: lossFirst(members) }))
    .sort((a, b) => Number(b.name === 'general') - Number(a.name === 'general'));
}

function lossFirst<Metric extends { key: string }>(metrics: readonly Metric[]): Metric[] {
  const isLoss = ({ key }: Metric) => shortKey(key) === 'loss';
  return [...metrics.filter(isLoss), ...metrics.filter((metric) => !isLoss(metric))];
}
