import type { PipelineJob } from '@stillhouse/trainer/stage/pipeline-job.ts';

/** One student and its teacher, without files or a name; what a test cares about is given. */
export function pipelineJob(
  given: Pick<PipelineJob, 'recipe' | 'checkpoints'> & Partial<PipelineJob>,
): PipelineJob {
  return {
    dataFolder: null,
    project: 'tests',
    name: null,
    tags: [],
    notes: null,
    seeds: [1],
    teacherSeed: 1,
    environment: {
      host: 'here',
      platform: 'any',
      node: process.versions.node,
      backend: 'cpu',
      backendReason: null,
      device: null,
      versions: {},
      gitCommit: null,
      command: null,
    },
    ...given,
  };
}
