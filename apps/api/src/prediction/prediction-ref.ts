import {
  type PredictionRow,
  predictionsByIndex,
} from '@stillhouse/prisma/evaluation/predictions-by-index.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf } from '../schema/connection.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

interface PredictionKey {
  evaluation: string;
  index: number;
}

export const predictionId = ({ evaluation, index }: PredictionKey) => `${evaluation}:${index}`;

export const predictionByIndex = perRequest(async (keys: readonly PredictionKey[], { db }: Context) => {
  const rows = await predictionsByIndex(db, keys);
  return inOrder(keys.map(predictionId), rows, predictionId);
}, predictionId);

export const PredictionRef = builder.objectRef<PredictionRow>('Prediction');
export const PredictionConnection = connectionOf('Prediction', PredictionRef);
