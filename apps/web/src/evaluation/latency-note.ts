import { formatScoreValue } from '../format/number.ts';

/** The circumstances of a latency. */
export interface Measured {
  /** Runnable processes per core, without the measuring one; null where it was not recorded. */
  load?: number | null;
  /** Whether the machine was quiet; null where it was not recorded. */
  quiet?: boolean | null;
}

/** Why a latency may not be compared with others, in a sentence; null where it may. */
export function latencyNote({ load, quiet }: Measured): string | null {
  if (quiet === true) return null;
  if (quiet === false) {
    const at = load == null ? '' : ` (${formatScoreValue(load)} other runnable processes per core)`;
    return `Measured while the machine was busy${at}: not comparable, and not ranked.`;
  }
  return 'The load of the machine was not recorded: not comparable, and not ranked.';
}

/** `0.02 per core`, `1.85 per core, busy`; `not recorded`. */
export function loadText({ load, quiet }: Measured): string {
  if (load == null) return quiet === false ? 'busy' : 'not recorded';
  return `${formatScoreValue(load)} per core${quiet === false ? ', busy' : ''}`;
}
