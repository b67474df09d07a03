import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many rows a task's files have. */
export interface GlueSizes {
  train: number;
  dev: number;
  /** By the folder's name, `MNLI-m` and `MNLI-mm` for MNLI's two. */
  test: (name: string) => number;
}

const people = ['Ann', 'Ben', 'Cem', 'Dana', 'Eli', 'Fay'];
const verbs = ['sees', 'finds', 'takes', 'likes', 'sells'];
const things = ['a boat', 'the old house', 'a "red" kite', 'the map', 'a café', 'the long road', 'a song'];

/** Row `i` of a part: a claim, and one that follows from it, may follow, or does not, as the class says. */
function pair(i: number, kind: number): [string, string] {
  const [who, verb, what] = [people[i % 6], verbs[i % 5], things[i % 7]];
  const second = [`${who} ${verb} it`, `maybe ${who} ${verb} more`, `nobody ${verb} ${what}`][kind];
  return [`${who} ${verb} ${what} , ${i} .`, `${second} .`];
}

const inference = ['entailment', 'neutral', 'contradiction'];
const twoWay = ['entailment', 'not_entailment'];

/** A row of each task's files with all the columns of GLUE's distribution; `label` is a class id, for STS-B five times a share. */
const rows: Record<string, { columns: string; classes: number; row: (i: number, label: number) => string }> =
  {
    'SST-2': {
      columns: 'sentence\tlabel',
      classes: 2,
      row: (i, label) => `${people[i % 6]} saw a ${label ? 'fine' : 'dull'} film ${i} \t${label}`,
    },
    MRPC: {
      columns: 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String',
      classes: 2,
      row: (i, label) => `${label}\t${i}\t${i + 9000}\t${pair(i, label ? 0 : 2).join('\t')}`,
    },
    QQP: {
      columns: 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate',
      classes: 2,
      row: (i, label) => `${i}\t${i}\t${i + 9000}\t${pair(i, label ? 0 : 2).join('\t')}\t${label}`,
    },
    'STS-B': {
      columns: 'index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore',
      classes: 3,
      row: (i, label) =>
        `${i}\tmain\tfile\t2012\t${i}\tnone\tnone\t${pair(i, label).join('\t')}\t${(5 - 2 * label).toFixed(3)}`,
    },
    QNLI: {
      columns: 'index\tquestion\tsentence\tlabel',
      classes: 2,
      row: (i, label) => `${i}\t${pair(i, label ? 2 : 0).join('\t')}\t${twoWay[label]}`,
    },
    RTE: {
      columns: 'index\tsentence1\tsentence2\tlabel',
      classes: 2,
      row: (i, label) => `${i}\t${pair(i, label ? 2 : 0).join('\t')}\t${twoWay[label]}`,
    },
    WNLI: {
      columns: 'index\tsentence1\tsentence2\tlabel',
      classes: 2,
      row: (i, label) => `${i}\t${pair(i, label ? 0 : 2).join('\t')}\t${label}`,
    },
  };

const usual = { 'SST-2': 'sentence', QNLI: 'question\tsentence' } as Record<string, string>;

/** Writes the files of all nine tasks and AX, named and laid out as in GLUE's distribution; no text stands in two parts of a task. */
export async function writeGlueFolder(folder: string, { train, dev, test }: GlueSizes): Promise<void> {
  const count = (size: number, from: number) => Array.from({ length: size }, (_, i) => from + i);
  const write = async (path: string, header: string | null, lines: string[]) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), `${[...(header === null ? [] : [header]), ...lines].join('\n')}\n`);
  };
  const parts = [
    ['train', train, 0],
    ['dev', dev, train],
  ] as const;

  for (const [name, { columns, classes, row }] of Object.entries(rows)) {
    for (const [part, size, from] of parts)
      await write(
        `${name}/${part}.tsv`,
        columns,
        count(size, from).map((i) => row(i, i % classes)),
      );
    const texts =
      name === 'SST-2'
        ? (i: number) => `${people[i % 6]} saw film ${i}`
        : (i: number) => pair(i, i % 3).join('\t');
    const header =
      usual[name] ??
      (name === 'QQP'
        ? 'question1\tquestion2'
        : name === 'MRPC'
          ? '#1 String\t#2 String'
          : 'sentence1\tsentence2');
    await write(
      `${name}/test.tsv`,
      `index\t${header}`,
      count(test(name), 0).map((i) => `${i}\t${texts(i)}`),
    );
  }

  const judged = (i: number) =>
    `gj04\t${i % 2}\t${i % 2 ? '' : '*'}\t${people[i % 6]} ${i % 2 ? 'sees' : 'see the'} ${things[i % 7]} ${i} .`;
  for (const [part, size, from] of parts)
    await write(`CoLA/${part}.tsv`, null, count(size, from).map(judged));
  await write(
    'CoLA/test.tsv',
    'index\tsentence',
    count(test('CoLA'), 0).map((i) => `${i}\t${people[i % 6]} sees ${i} .`),
  );

  const about =
    'index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2';
  const inferred = (i: number) =>
    `${i}\t${i}\t${i}e\tfiction\t( a )\t( b )\t(ROOT a)\t(ROOT b)\t${pair(i, i % 3).join('\t')}`;
  const gold = (i: number) => inference[i % 3];
  await write(
    'MNLI/train.tsv',
    `${about}\tlabel1\tgold_label`,
    count(train, 0).map((i) => `${inferred(i)}\t${gold(i)}\t${gold(i)}`),
  );
  for (const [k, half] of ['matched', 'mismatched'].entries()) {
    const five = 'label1\tlabel2\tlabel3\tlabel4\tlabel5';
    const votes = (i: number) => Array.from({ length: 6 }, () => gold(i)).join('\t');
    await write(
      `MNLI/dev_${half}.tsv`,
      `${about}\t${five}\tgold_label`,
      count(dev, train + k * dev).map((i) => `${inferred(i)}\t${votes(i)}`),
    );
    await write(`MNLI/test_${half}.tsv`, about, count(test(k ? 'MNLI-mm' : 'MNLI-m'), 0).map(inferred));
  }
  const diagnostic = (i: number) => pair(i, i % 3).join('\t');
  await write(
    'diagnostic/diagnostic.tsv',
    'index\tsentence1\tsentence2',
    count(test('AX'), 0).map((i) => `${i}\t${diagnostic(i)}`),
  );
  await write(
    'diagnostic/diagnostic-full.tsv',
    'Lexical Semantics\tPredicate-Argument Structure\tLogic\tKnowledge\tDomain\tPremise\tHypothesis\tLabel',
    count(test('AX'), 0).map((i) => `\t\tNegation\t\tNews\t${diagnostic(i)}\t${gold(i)}`),
  );
}
