/** Short names of fields that recipes often differ in, in the order in which they are preferred. */
const known: readonly (readonly [path: string, label: string])[] = [
  ['data.task', 'task'],
  ['encoder.training.learningRate', 'lr'],
  ['encoder.training.epochs', 'epochs'],
  ['encoder.training.batchSize', 'batch'],
  ['objective.temperature', 'τ'],
  ['objective.labelTemperature', 'T'],
  ['objective.relation', 'relation'],
  ['objective.softLabels', 'soft labels'],
  ['objective.hardLabels', 'hard labels'],
  ['encoder.from', 'start'],
  ['encoder.initialize', 'layers from'],
  ['encoder.embedding', 'embedding'],
  ['encoder.dropout', 'dropout'],
  ['encoder.training.weightDecay', 'decay'],
  ['encoder.training.warmup', 'warm-up'],
  ['data.limit.train', 'train limit'],
  ['data.heldOut', 'held out'],
  ['retrieval.chosenOn', 'tuned on'],
  ['retrieval.rule', 'rule'],
  ['teacher.encoder.training.learningRate', 'teacher lr'],
  ['teacher.encoder.training.epochs', 'teacher epochs'],
  ['teacher.encoder.training.batchSize', 'teacher batch'],
  ['teacher.encoder.from', 'teacher start'],
];
const places = new Map(known.map(([path], place) => [path, place]));
const labels = new Map(known);
const longest = 24;

/** Place of a field among those by which recipes are told apart: well-known ones first, then those with short paths. */
export function fieldPlace(path: string): number {
  return places.get(path) ?? known.length + path.split('.').length * 100 + path.length;
}

/** A field and its value in a few characters: `lr 3e-4`, `teacher dropout 0.1`, `tuned on k-fold`. */
export function fieldText(path: string, value: unknown): string {
  return `${labels.get(path) ?? plainLabel(path)} ${valueText(value)}`;
}

/** The last part of the path in words, with `teacher` before it where it is the teacher's. */
function plainLabel(path: string): string {
  const parts = path.split('.');
  const name = (parts.at(-1) ?? path).replaceAll(
    /([a-z])([A-Z])/g,
    (_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
  );
  const owner = /^\d+$/.test(name) ? `${parts.slice(-2).join(' ')}` : name;
  return parts.length > 1 && parts[0] === 'teacher' ? `teacher ${owner}` : owner;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'unset';
  if (value === null) return 'none';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return shortened(value.map(valueText).join('/'));
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `0.1`, `3e-4`, `1e5`: the shorter of plain and scientific notation. */
function numberText(value: number): string {
  const scientific = value.toExponential().replace('e+', 'e');
  const plain = String(value);
  return scientific.length < plain.length ? scientific : plain;
}

/** The end of a long text tells more than its beginning: paths and names of models differ there. */
function shortened(text: string): string {
  return text.length <= longest ? text : `…${text.slice(1 - longest)}`;
}
