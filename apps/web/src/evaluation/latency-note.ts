/** The circumstances of a latency. */
export interface Measured {
  /** Share of the processors' time that other work used, from 0 to 1; null if it was not recorded. */
  load?: number | null;
  /** Whether the machine was quiet; null if it was not recorded. */
  quiet?: boolean | null;
}

/** Why a latency may not be compared with others, in a sentence; null where it may. */
export function latencyNote({ load, quiet }: Measured): string | null {
  if (quiet === true) return null;
  if (quiet === false) {
    const at = load == null ? '' : ` (other work used ${percent(load)} of the processors)`;
    return `Measured while the machine was busy${at}: not comparable, and not ranked.`;
  }
  return 'The load of the machine was not recorded: not comparable, and not ranked.';
}

/** `2 % other work`, `85 % other work, busy`; `not recorded`. */
export function loadText({ load, quiet }: Measured): string {
  if (load == null) return quiet === false ? 'busy' : 'not recorded';
  return `${percent(load)} other work${quiet === false ? ', busy' : ''}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
