import type { Command } from 'commander';
import { objectiveNames } from '../recipe/known-keys.ts';
import { describeObjective, shownFor } from './describe-objective.ts';

const { student, teacher } = shownFor;

const legend = `What a student can be trained with. CE is cross-entropy, KL the Kullback-Leibler divergence, both means over the batch, and T
labelTemperature; where the task is a regression, squared errors take the place of CE and of KL between predictions. "student" and "teacher" say what is
needed of either (layers as of a student of ${student.layers}×${student.hidden} and a teacher of ${teacher.layers}×${teacher.hidden}, 0 being the embeddings), "settings" the defaults, and "ours" those
of them that the paper does not settle. A term of weight 0 needs nothing and is not computed.
`;

const examples = `
Train with some:  npx stillhouse train --task synthetic-sentiment --objective kd,rkd --set objectives.rkd.angle=10
With a sum:       npx stillhouse train --task synthetic-sentiment \\
                    --set 'objectives=[{name: sum, terms: [{objective: {name: kd}}, {weight: 0.5, objective: {name: sp, hardLabels: 0}}]}]'`;

/** `stillhouse objectives` */
export function addObjectives(program: Command): void {
  program
    .command('objectives')
    .description('List training objectives: paper, loss, required network outputs, default settings.')
    .action(() => {
      console.log([legend, objectiveNames.map(describeObjective).join('\n\n'), examples].join('\n'));
    });
}
