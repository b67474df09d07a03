import { builder } from '../graphql/builder.ts';
import { Run } from '../graphql/objects.ts';

export const RunConnection = builder.connectionObject({ type: Run, name: 'RunConnection' });
