import { builder } from '../graphql/builder.ts';

export const RunKind = builder.enumType('RunKind', {
  description: 'What a run trains.',
  values: {
    TEACHER: { description: 'A large model, whose knowledge is kept and distilled.' },
    STUDENT: { description: 'A small model, trained from a teacher or beside it.' },
    EXTERNAL: { description: 'Anything logged by somebody’s own script.' },
  } as const,
});

export const RunStatus = builder.enumType('RunStatus', {
  description: 'How a run stands.',
  values: {
    QUEUED: { description: 'Waits for a machine.' },
    RUNNING: { description: 'Gives signs of life.' },
    FINISHED: { description: 'Came to its end.' },
    FAILED: { description: 'Ended by an error.' },
    CANCELLED: { description: 'Ended by somebody.' },
    LOST: { description: 'Was running and has fallen silent; late data brings it back.' },
  } as const,
});
