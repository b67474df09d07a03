import { taskById } from '@stillhouse/domain/task/task.ts';
import { submissionFiles } from '@stillhouse/trainer/data/glue/submission-files.ts';
import { checkSubmission, submissionText } from '@stillhouse/trainer/data/glue/submission-text.ts';
import { describe, expect, it } from 'vitest';

const fileOf = (name: string) => submissionFiles.find((file) => file.name === `${name}.tsv`)!;

describe('a GLUE submission', () => {
  it('has eleven files with the lines that the server wants, the header among them', () => {
    expect(Object.fromEntries(submissionFiles.map(({ name, rows }) => [name, rows + 1]))).toEqual({
      'AX.tsv': 1105,
      'CoLA.tsv': 1064,
      'MNLI-mm.tsv': 9848,
      'MNLI-m.tsv': 9797,
      'MRPC.tsv': 1726,
      'QNLI.tsv': 5464,
      'QQP.tsv': 390966,
      'RTE.tsv': 3001,
      'SST-2.tsv': 1822,
      'STS-B.tsv': 1380,
      'WNLI.tsv': 147,
    });
  });

  it('names labels for MNLI, AX, RTE and QNLI, and numbers them for the others', () => {
    const values = (name: string) =>
      submissionText(fileOf(name), [0, 1])
        .split('\n')
        .slice(1, 3)
        .map((line) => line.split('\t')[1]);
    for (const name of ['CoLA', 'SST-2', 'MRPC', 'QQP', 'WNLI']) expect(values(name)).toEqual(['0', '1']);
    for (const name of ['RTE', 'QNLI']) expect(values(name)).toEqual(['entailment', 'not_entailment']);
    for (const name of ['MNLI-m', 'MNLI-mm', 'AX']) expect(values(name)).toEqual(['entailment', 'neutral']);
    expect(taskById('wnli').labels[1]).toBe('entailment');
  });

  it('counts rows from 0, and clips scores to 0 … 5 with three decimals', () => {
    expect(submissionText(fileOf('STS-B'), [3.2516, -0.2, 7, -1e-9])).toBe(
      'index\tprediction\n0\t3.252\n1\t0.000\n2\t5.000\n3\t0.000\n',
    );
  });

  it.each(submissionFiles.map((file) => [file.name, file] as const))(
    '%s passes its own check',
    (_name, file) => {
      const text = submissionText(file, [0, 1, 0]);
      expect(() => checkSubmission(file, text, 3)).not.toThrow();
      expect(() => checkSubmission(file, text, file.rows)).toThrow(/has 4 lines where \d+ are needed/);
    },
  );

  it.each([
    ['the header', 'id\tprediction\n0\tentailment\n', 'RTE.tsv:1: the header'],
    ['an index', 'index\tprediction\n1\tentailment\n', 'RTE.tsv:2: "1\tentailment" is not the index 0'],
    ['a label', 'index\tprediction\n0\tneutral\n', 'RTE.tsv:2: "neutral" is no prediction of rte'],
    ['a field too many', 'index\tprediction\n0\tentailment\t\n', 'RTE.tsv:2'],
    ['its last line', 'index\tprediction\n0\tentailment', 'RTE.tsv:2: the last line does not end'],
  ])('refuses a file that is wrong in %s', (_what, text, message) => {
    expect(() => checkSubmission(fileOf('RTE'), text, 1)).toThrow(message);
  });

  it('refuses a score that is none', () => {
    const text = submissionText(fileOf('STS-B'), [Number.NaN]);
    expect(() => checkSubmission(fileOf('STS-B'), text, 1)).toThrow('STS-B.tsv:2: "NaN"');
  });
});
