import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { Batch } from '../../data/batch.ts';
import { dml } from '../../objective/dml.ts';
import { randomFor } from '../../training/random.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import { constantOutputs, networkOutputs } from '../encoder/network-outputs.ts';
import { newEncoder } from '../encoder/new-encoder.ts';
import { labelsOf, parametersFrom, trainNetworks } from '../encoder/train-networks.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import { keepFirst } from './keep-first.ts';
import type { Lesson, LessonSetting } from './lesson.ts';

/**
 * Deep mutual learning (Zhang et al. 2018, algorithm 1): two peers of the student's shape, begun from different seeds, each moved in turn
 * by its labels and towards the other. The first is the student; the second is gone when it is trained. The teacher plays no part but for
 * the knowledge base.
 */
export async function withPeer(recipe: ObjectiveOf<'dml'>, { teacher }: LessonSetting): Promise<Lesson> {
  return {
    teacher: teacher.run,
    async train(pupil, context) {
      const { examples } = pupil;
      const classes = outputWidth(examples.task);
      const { kind } = examples.task;
      const begin = (seed: number) => newEncoder({ ...pupil, classes, seed });
      const student = await begin(context.seed);
      return keepFirst([student, await begin(peerSeed(context.seed))], async ([student, peer]) => {
        const objective = dml(recipe, { kind });
        const { needs } = objective;
        const randoms = {
          dropout: randomFor(context.seed, 'dropout'),
          'peer dropout': randomFor(context.seed, 'peer dropout'),
        };
        const lossOf =
          (own: TrainedEncoder, other: TrainedEncoder, random: keyof typeof randoms) => (batch: Batch) => {
            const inputs = inputsOf(batch);
            return objective.evaluate({
              student: networkOutputs(own, inputs, needs.student, 'cls', randoms[random]),
              teacher: constantOutputs(other, inputs, needs.teacher),
              labels: labelsOf(batch, examples),
              mask: inputs.mask,
              weights: {},
            });
          };
        const { training } = pupil.recipe;
        await trainNetworks(
          {
            ...pupil,
            training,
            encoder: student,
            randoms,
            updates: [
              {
                name: '',
                parameters: parametersFrom(student.weights),
                training,
                lossOf: lossOf(student, peer, 'dropout'),
              },
              {
                name: 'peer',
                parameters: parametersFrom(peer.weights, 'peer.'),
                training,
                lossOf: lossOf(peer, student, 'peer dropout'),
              },
            ],
          },
          context,
        );
      });
    },
  };
}

/** Another seed for each seed, and the same one every time. */
function peerSeed(seed: number): number {
  return randomFor(seed, 'peer').below(2 ** 31);
}
