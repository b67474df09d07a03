'use client';

import { useQuery } from '@apollo/client/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { shownData } from '../apollo/shown-data.ts';
import { graphql } from '../generated/gql.ts';
import type { RunCurvesQuery } from '../generated/graphql.ts';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Section } from '../ui/section.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { Curve } from './curve.tsx';
import { curveData } from './curve-data.ts';
import { metricFormat } from './metric-format.ts';
import { isBySecond, metricGroups, shortKey } from './metric-groups.ts';
import { MetricTable } from './metric-table.tsx';

const RunCurvesQueryDocument = graphql(`
  query RunCurves($id: ID!, $axis: Axis!, $from: Float, $to: Float, $buckets: Int!) {
    run(id: $id) {
      id
      startedAt
      metrics {
        key
        series(axis: $axis, from: $from, to: $to, buckets: $buckets) {
          from
          to
          count
          min
          max
          mean
          nonFinite
        }
        ...MetricRow
      }
    }
  }
`);

type Metric = NonNullable<RunCurvesQuery['run']>['metrics'][number];

const smoothings = [
  { value: '0', title: 'Raw' },
  { value: '0.6', title: '0.6' },
  { value: '0.9', title: '0.9' },
] as const;
const axes = [
  { value: 'STEP', title: 'Step' },
  { value: 'TIME', title: 'Time' },
] as const;
const scales = [
  { value: 'linear', title: 'Linear' },
  { value: 'log', title: 'Log' },
] as const;

/**
 * All curves of a run. A brush on one zooms them all, and the server answers with finer buckets; a double click leaves.
 *
 * @param version changes when there may be new points
 */
export function RunCurves({ id, live, version }: { id: string; live: boolean; version: number }) {
  const [smoothing, setSmoothing] = useState<(typeof smoothings)[number]['value']>('0');
  const [axis, setAxis] = useState<(typeof axes)[number]['value']>('STEP');
  const [scale, setScale] = useState<(typeof scales)[number]['value']>('linear');
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const { data, previousData, error, refetch } = useQuery(RunCurvesQueryDocument, {
    variables: { id, axis, from: zoom?.[0] ?? null, to: zoom?.[1] ?? null, buckets: 400 },
    fetchPolicy: 'network-only',
  });
  useEffect(() => {
    // A failure is in `error`.
    if (version > 0) refetch().catch(() => undefined);
  }, [version, refetch]);
  const run = shownData({ data, previousData, error })?.run;
  // Until the series along another axis arrive, those drawn are along the previous one.
  const drawn = useRef(axis);
  if (data) drawn.current = axis;
  const origin = drawn.current === 'TIME' && run?.startedAt ? Date.parse(run.startedAt) : 0;
  const factor = drawn.current === 'TIME' ? 1 / 1000 : 1;
  const groups = useMemo(() => metricGroups(run?.metrics ?? []), [run]);

  const onZoom = (range: [number, number] | null) =>
    setZoom(range && [range[0] / factor + origin, range[1] / factor + origin]);
  /** A stretch of seconds says nothing of steps, so it zooms all curves along time. */
  const onZoomSeconds = (range: [number, number] | null) => {
    if (!range) return setZoom(null);
    const began = run?.startedAt ? Date.parse(run.startedAt) : 0;
    setAxis('TIME');
    setZoom([range[0] * 1000 + began, range[1] * 1000 + began]);
  };
  const tools = (
    <>
      {zoom && <Button onClick={() => setZoom(null)}>Whole run</Button>}
      <Segmented label="Smoothing" value={smoothing} options={smoothings} onChange={setSmoothing} />
      <Segmented label="Value axis" value={scale} options={scales} onChange={setScale} />
      <Segmented
        label="Horizontal axis"
        value={axis}
        options={axes}
        onChange={(next) => {
          setZoom(null);
          setAxis(next);
        }}
      />
    </>
  );
  if (error && !run) {
    return (
      <Section title="Curves">
        <ErrorState error={error} retry={() => refetch()} />
      </Section>
    );
  }
  return (
    <>
      <Section
        title="Curves"
        note={
          run && run.metrics.length > 0
            ? `${linesText(Number(smoothing))} Band: minimum to maximum. Drag to zoom, double-click to leave.`
            : undefined
        }
        tools={tools}
      >
        {error && run && <StaleNotice />}
        {!run && <BlockSkeleton height={220} />}
        {run?.metrics.length === 0 && (
          <p className="text-ink-2">{live ? 'No points yet.' : 'No metric was logged.'}</p>
        )}
        {groups.map((group) => (
          <div key={group.name} className="mb-4">
            {groups.length > 1 && <h3 className="mb-2 border-b pb-1 text-xs text-ink-2">{group.name}</h3>}
            <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,330px),1fr))] gap-x-6 gap-y-5">
              {group.metrics.map((metric) => (
                <MetricCurve
                  key={metric.key}
                  metric={metric}
                  title={groups.length > 1 ? shortKey(metric.key) : metric.key}
                  smoothing={Number(smoothing)}
                  logarithmic={scale === 'log'}
                  origin={origin}
                  factor={factor}
                  group={isBySecond(group.name) ? `${id} ${group.name}` : id}
                  unit={drawn.current === 'STEP' && !isBySecond(group.name) ? 'step' : 's'}
                  onZoom={isBySecond(group.name) ? onZoomSeconds : onZoom}
                />
              ))}
            </div>
          </div>
        ))}
      </Section>
      {run && run.metrics.length > 0 && (
        <Section title="Values">
          <MetricTable metrics={run.metrics} />
        </Section>
      )}
    </>
  );
}

/** Names the lines that are drawn. */
function linesText(smoothing: number): string {
  if (smoothing === 0) return 'Line: mean.';
  return `Thick line: moving average of the means drawn, weight of the past ${smoothing}. Faint line: mean.`;
}

function MetricCurve({
  metric,
  title,
  smoothing,
  origin,
  factor,
  ...rest
}: {
  metric: Metric;
  title: string;
  smoothing: number;
  origin: number;
  factor: number;
  logarithmic: boolean;
  group: string;
  unit: string;
  onZoom: (range: [number, number] | null) => void;
}) {
  const data = useMemo(
    () => curveData(metric.series ?? [], smoothing, origin, factor),
    [metric, smoothing, origin, factor],
  );
  return (
    <Curve title={title} data={data} smoothed={smoothing > 0} format={metricFormat(metric.key)} {...rest} />
  );
}
