export interface MetricGroup<Metric> {
  name: string;
  metrics: Metric[];
}

/** What stands behind the first slash of a key; all of it where there is none. */
export function shortKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Metrics by what stands before the first slash of their key, in order of first appearance; those without a slash come first. */
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
    .map(([name, members]) => ({ name: name || 'general', metrics: members }))
    .sort((a, b) => Number(b.name === 'general') - Number(a.name === 'general'));
}
