const people = ['Ann', 'Ben', 'Cem', 'Dana', 'Eli', 'Fay'];
const verbs = ['sees', 'finds', 'takes', 'likes', 'sells'];
const things = ['a boat', 'the old house', 'a "red" kite', 'the map', 'a café', 'the long road', 'a song'];

const inference = ['entailment', 'neutral', 'contradiction'];
const twoWay = ['entailment', 'not_entailment'];

const tabbed = (...fields: (string | number | undefined)[]) => fields.join('\t');

/** Two texts: a claim, and one that follows from it (0), may follow (1) or does not (2). */
function pair(i: number, kind: number): string {
  const [who, verb, what] = [people[i % 6], verbs[i % 5], things[i % 7]];
  const second = [`${who} ${verb} it`, `maybe ${who} ${verb} more`, `nobody ${verb} ${what}`][kind];
  return tabbed(`${who} ${verb} ${what} , ${i} .`, `${second} .`);
}

/** The files of a task that has the usual three: what stands in their header, and in row `i`. */
export interface GlueTask {
  /** null: train and dev have no header. */
  header: string | null;
  labeled(i: number): string;
  testHeader: string;
  /** What follows the index. */
  test(i: number): string;
}

const pairs = { testHeader: 'index\tsentence1\tsentence2', test: (i: number) => pair(i, i % 3) };

/** By the name of its folder; every column of GLUE's distribution is there. */
export const glueTasks: Readonly<Record<string, GlueTask>> = {
  CoLA: {
    header: null,
    labeled: (i) =>
      tabbed(
        'gj04',
        i % 2,
        i % 2 ? '' : '*',
        `${people[i % 6]} ${i % 2 ? 'sees' : 'see the'} ${things[i % 7]} ${i} .`,
      ),
    testHeader: 'index\tsentence',
    test: (i) => `${people[i % 6]} sees ${i} .`,
  },
  'SST-2': {
    header: 'sentence\tlabel',
    labeled: (i) => tabbed(`${people[i % 6]} saw a ${i % 2 ? 'fine' : 'dull'} film ${i} `, i % 2),
    testHeader: 'index\tsentence',
    test: (i) => `${people[i % 6]} saw film ${i}`,
  },
  MRPC: {
    ...pairs,
    header: 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String',
    labeled: (i) => tabbed(i % 2, i, i + 9000, pair(i, i % 2 ? 0 : 2)),
    testHeader: 'index\t#1 String\t#2 String',
  },
  QQP: {
    ...pairs,
    header: 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate',
    labeled: (i) => tabbed(i, i, i + 9000, pair(i, i % 2 ? 0 : 2), i % 2),
    testHeader: 'index\tquestion1\tquestion2',
  },
  'STS-B': {
    ...pairs,
    header: 'index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore',
    labeled: (i) =>
      tabbed(i, 'main', 'file', 2012, i, 'none', 'none', pair(i, i % 3), (5 - 2 * (i % 3)).toFixed(3)),
  },
  QNLI: {
    ...pairs,
    header: 'index\tquestion\tsentence\tlabel',
    labeled: (i) => tabbed(i, pair(i, i % 2 ? 2 : 0), twoWay[i % 2]),
    testHeader: 'index\tquestion\tsentence',
  },
  RTE: {
    ...pairs,
    header: 'index\tsentence1\tsentence2\tlabel',
    labeled: (i) => tabbed(i, pair(i, i % 2 ? 2 : 0), twoWay[i % 2]),
  },
  WNLI: {
    ...pairs,
    header: 'index\tsentence1\tsentence2\tlabel',
    labeled: (i) => tabbed(i, pair(i, i % 2 ? 0 : 2), i % 2),
  },
};

/** MNLI, whose dev sets have the labels of five people before the one that counts. */
export const mnli = {
  columns: tabbed(
    ...['index', 'promptID', 'pairID', 'genre', 'sentence1_binary_parse', 'sentence2_binary_parse'],
    ...['sentence1_parse', 'sentence2_parse', 'sentence1', 'sentence2'],
  ),
  trainLabels: 'label1\tgold_label',
  devLabels: 'label1\tlabel2\tlabel3\tlabel4\tlabel5\tgold_label',
  test: (i: number) =>
    tabbed(i, i, `${i}e`, 'fiction', '( a )', '( b )', '(ROOT a)', '(ROOT b)', pair(i, i % 3)),
  /** @param labels how many label columns there are */
  labeled: (i: number, labels: number) =>
    tabbed(mnli.test(i), ...Array.from({ length: labels }, () => inference[i % 3])),
};

/** AX: the test file, and the one with labels that is published apart. */
export const diagnostic = {
  header: 'index\tsentence1\tsentence2',
  test: (i: number) => tabbed(i, pair(i, i % 3)),
  labeledHeader: tabbed(
    ...['Lexical Semantics', 'Predicate-Argument Structure', 'Logic', 'Knowledge', 'Domain'],
    ...['Premise', 'Hypothesis', 'Label'],
  ),
  labeled: (i: number) => tabbed('', '', 'Negation', '', 'News', pair(i, i % 3), inference[i % 3]),
};
