import type { Environment } from '@stillhouse/domain/record/run.ts';
import type { EnvironmentInput } from './inputs.ts';

/** What an input says of where a run runs; what it leaves out is unknown. */
export function environmentOf(input: typeof EnvironmentInput.$inferInput): Environment {
  const { host, platform, node, sources, processor, nvidia } = input;
  return {
    host,
    platform,
    node,
    backend: input.backend ?? null,
    backendReason: input.backendReason ?? null,
    device: input.device ?? null,
    gitCommit: input.gitCommit ?? null,
    command: input.command ?? null,
    versions: Object.fromEntries(input.versions.map(({ name, version }) => [name, version])),
    ...(sources && { sources: sources.map((source) => ({ ...source, commit: source.commit ?? null })) }),
    ...(processor && { processor }),
    ...(nvidia && { nvidia }),
  };
}
