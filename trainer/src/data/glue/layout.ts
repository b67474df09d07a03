/** A file of a task: a split, or one of MNLI's two halves of a split. */
export type Part =
  | 'train'
  | 'dev'
  | 'test'
  | 'dev_matched'
  | 'dev_mismatched'
  | 'test_matched'
  | 'test_mismatched';

/** Where a task's rows lie and what its columns are called in GLUE's distribution. */
export interface GlueLayout {
  /** Name of the task's folder, and other names under which it is found. */
  folder: string;
  aliases?: readonly string[];
  /** Where its rows lie in the layout of nyu-mll/glue on the Hugging Face Hub. */
  hub: HubLayout;
  parts: Partial<Record<Part, PartLayout>>;
  /** True where files may hold class ids in place of class names. */
  numericLabels: boolean;
}

export interface HubLayout {
  /** Text columns, where GLUE's files call them otherwise, or have no header. */
  texts?: readonly string[];
  /** Class names in the Hub's order of ids; a file's own metadata goes before. */
  labels: readonly string[];
}

export interface PartLayout {
  /** File name, compared without regard to case. */
  file: string;
  columns: Columns;
}

export interface Columns {
  /** Names of the text columns, or their positions where the file has no header. */
  texts: readonly (string | number)[];
  /** null where the file holds no labels. */
  label: string | number | null;
  /** How many fields a row has in a file without header; null: as many as its header. */
  headerless: number | null;
}

const named = (texts: readonly string[], label: string | null): Columns => ({
  texts,
  label,
  headerless: null,
});

/** The usual three files, all with a header; the test file has no label column. */
function usual(texts: readonly string[], label = 'label'): GlueLayout['parts'] {
  return {
    train: { file: 'train.tsv', columns: named(texts, label) },
    dev: { file: 'dev.tsv', columns: named(texts, label) },
    test: { file: 'test.tsv', columns: named(texts, null) },
  };
}

const pair = ['sentence1', 'sentence2'];
/** Source, label, the author's own mark, sentence. */
const cola: Columns = { texts: [3], label: 1, headerless: 4 };

const twoWay = ['entailment', 'not_entailment'];
const nliOfHub: HubLayout = {
  texts: ['premise', 'hypothesis'],
  labels: ['entailment', 'neutral', 'contradiction'],
};

/** By task id. */
export const glueLayouts: Readonly<Record<string, GlueLayout>> = {
  cola: {
    folder: 'CoLA',
    hub: { texts: ['sentence'], labels: ['unacceptable', 'acceptable'] },
    numericLabels: true,
    parts: {
      train: { file: 'train.tsv', columns: cola },
      dev: { file: 'dev.tsv', columns: cola },
      test: { file: 'test.tsv', columns: named(['sentence'], null) },
    },
  },
  sst2: {
    folder: 'SST-2',
    hub: { labels: ['negative', 'positive'] },
    numericLabels: true,
    parts: usual(['sentence']),
  },
  mrpc: {
    folder: 'MRPC',
    hub: { texts: pair, labels: ['not_equivalent', 'equivalent'] },
    numericLabels: true,
    parts: usual(['#1 String', '#2 String'], 'Quality'),
  },
  qqp: {
    folder: 'QQP',
    hub: { labels: ['not_duplicate', 'duplicate'] },
    numericLabels: true,
    parts: usual(['question1', 'question2'], 'is_duplicate'),
  },
  // genre, filename, year, old_index, source1, source2, sentence1, sentence2, score
  stsb: { folder: 'STS-B', hub: { labels: [] }, numericLabels: true, parts: usual(pair, 'score') },
  mnli: {
    folder: 'MNLI',
    hub: nliOfHub,
    numericLabels: false,
    parts: {
      train: { file: 'train.tsv', columns: named(pair, 'gold_label') },
      dev_matched: { file: 'dev_matched.tsv', columns: named(pair, 'gold_label') },
      dev_mismatched: { file: 'dev_mismatched.tsv', columns: named(pair, 'gold_label') },
      test_matched: { file: 'test_matched.tsv', columns: named(pair, null) },
      test_mismatched: { file: 'test_mismatched.tsv', columns: named(pair, null) },
    },
  },
  qnli: {
    folder: 'QNLI',
    hub: { labels: twoWay },
    numericLabels: false,
    parts: usual(['question', 'sentence']),
  },
  rte: { folder: 'RTE', hub: { labels: twoWay }, numericLabels: false, parts: usual(pair) },
  wnli: {
    folder: 'WNLI',
    hub: { labels: ['not_entailment', 'entailment'] },
    numericLabels: true,
    parts: usual(pair),
  },
  // Its labels are published apart, in diagnostic-full.tsv.
  ax: {
    folder: 'AX',
    aliases: ['diagnostic'],
    hub: nliOfHub,
    numericLabels: false,
    parts: {
      dev: { file: 'diagnostic-full.tsv', columns: named(['Premise', 'Hypothesis'], 'Label') },
      test: { file: 'diagnostic.tsv', columns: named(pair, null) },
    },
  },
};

/** The layout of a GLUE task, or undefined for a task that is not read from GLUE's files. */
export function glueLayout(taskId: string): GlueLayout | undefined {
  return glueLayouts[taskId];
}
