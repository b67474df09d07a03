import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diagnostic, glueTasks, mnli } from './glue-rows.ts';

/** How many rows a task's files have. */
export interface GlueSizes {
  train: number;
  dev: number;
  /** By the folder's name, `MNLI-m` and `MNLI-mm` for MNLI's two. */
  test: (name: string) => number;
}

/** Writes the files of all nine tasks and AX, named and laid out as in GLUE's distribution; no text stands in two parts of a task. */
export async function writeGlueFolder(folder: string, sizes: GlueSizes): Promise<void> {
  const train = numbers(0, sizes.train);
  const dev = numbers(sizes.train, sizes.dev);
  const test = (name: string) => numbers(0, sizes.test(name));
  const write = async (path: string, header: string | null, rows: string[]) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const lines = header === null ? rows : [header, ...rows];
    await writeFile(join(folder, path), `${lines.join('\n')}\n`);
  };

  for (const [name, task] of Object.entries(glueTasks)) {
    await write(`${name}/train.tsv`, task.header, train.map(task.labeled));
    await write(`${name}/dev.tsv`, task.header, dev.map(task.labeled));
    const rows = test(name).map((i) => `${i}\t${task.test(i)}`);
    await write(`${name}/test.tsv`, task.testHeader, rows);
  }

  const { columns, trainLabels, devLabels } = mnli;
  const labeled = (labels: number) => (i: number) => mnli.labeled(i, labels);
  const otherDev = numbers(sizes.train + sizes.dev, sizes.dev);
  await write('MNLI/train.tsv', `${columns}\t${trainLabels}`, train.map(labeled(2)));
  await write('MNLI/dev_matched.tsv', `${columns}\t${devLabels}`, dev.map(labeled(6)));
  await write('MNLI/dev_mismatched.tsv', `${columns}\t${devLabels}`, otherDev.map(labeled(6)));
  await write('MNLI/test_matched.tsv', columns, test('MNLI-m').map(mnli.test));
  await write('MNLI/test_mismatched.tsv', columns, test('MNLI-mm').map(mnli.test));

  await write('diagnostic/diagnostic.tsv', diagnostic.header, test('AX').map(diagnostic.test));
  const full = test('AX').map(diagnostic.labeled);
  await write('diagnostic/diagnostic-full.tsv', diagnostic.labeledHeader, full);
}

function numbers(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
