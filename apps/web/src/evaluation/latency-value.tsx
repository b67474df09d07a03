import { formatMilliseconds } from '../format/number.ts';
import { latencyNote, type Measured } from './latency-note.ts';

/** Milliseconds, with a mark where they were not measured on a quiet machine. */
export function LatencyValue({
  milliseconds,
  measured,
}: {
  milliseconds: number | null | undefined;
  measured: Measured;
}) {
  const note = milliseconds == null ? null : latencyNote(measured);
  return (
    <span title={note ?? undefined}>
      {formatMilliseconds(milliseconds)}
      {note && (
        <span className="ml-1 text-xs text-lost">
          {measured.quiet === false ? 'under load' : 'load unknown'}
        </span>
      )}
    </span>
  );
}
