import type { Part } from './layout.ts';

/** One file of a GLUE submission. */
export interface SubmissionFile {
  /** `MNLI-m.tsv` is of task mnli and part test_matched. */
  name: string;
  task: string;
  part: Part;
  /** How many test rows the task has. */
  rows: number;
  /** What stands for a prediction: the class's name, its id, or a score with three decimals. */
  prediction: 'name' | 'id' | 'score';
}

const file = (
  name: string,
  task: string,
  rows: number,
  prediction: SubmissionFile['prediction'],
  part: Part = 'test',
): SubmissionFile => ({ name: `${name}.tsv`, task, part, rows, prediction });

/** The eleven files of a submission to the GLUE server, as its front page asks for them. */
export const submissionFiles: readonly SubmissionFile[] = [
  file('CoLA', 'cola', 1063, 'id'),
  file('SST-2', 'sst2', 1821, 'id'),
  file('MRPC', 'mrpc', 1725, 'id'),
  file('STS-B', 'stsb', 1379, 'score'),
  file('MNLI-m', 'mnli', 9796, 'name', 'test_matched'),
  file('MNLI-mm', 'mnli', 9847, 'name', 'test_mismatched'),
  file('QNLI', 'qnli', 5463, 'name'),
  file('QQP', 'qqp', 390965, 'id'),
  file('RTE', 'rte', 3000, 'name'),
  file('WNLI', 'wnli', 146, 'id'),
  file('AX', 'ax', 1104, 'name'),
];
