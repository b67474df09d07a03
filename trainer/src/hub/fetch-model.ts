import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { fetchSnapshot, type SnapshotRequest } from './fetch-snapshot.ts';

/** Files by which a tokenizer is known; one group has to be whole. */
const tokenizers = [['tokenizer.json'], ['vocab.txt'], ['vocab.json', 'merges.txt']];
const beside = ['tokenizer_config.json', 'special_tokens_map.json'];
/** Files that weights may lie in, the preferred first, and the shards of each, which its index names. */
const weights = [
  { whole: 'model.safetensors', shard: /^model-\d+-of-(\d+)\.safetensors$/ },
  { whole: 'pytorch_model.bin', shard: /^pytorch_model-\d+-of-(\d+)\.bin$/ },
];

/**
 * Brings a model of the Hub into the cache: its configuration, weights and tokenizer.
 *
 * @returns its folder
 * @throws ExpectedError as fetchSnapshot, and where the model has no weights in a format that is read
 */
export function fetchModel(request: Omit<SnapshotRequest, 'choose'>): Promise<string> {
  return fetchSnapshot({ ...request, choose: modelFiles });
}

/** The files of a repository that make a checkpoint. @throws ExpectedError naming what is missing */
export function modelFiles(paths: readonly string[]): string[] {
  const has = (path: string) => paths.includes(path);
  const found = weightFiles(paths);
  const missing = [
    ...(has('config.json') ? [] : ['config.json']),
    ...(found ? [] : [weights.map(({ whole }) => whole).join(' or ')]),
    ...(tokenizers.some((group) => group.every(has)) ? [] : ['tokenizer.json']),
  ];
  if (missing.length > 0)
    throw new ExpectedError(
      'BAD_INPUT',
      `The model lacks ${missing.join(', ')}: take one that was saved with save_pretrained, weights and tokenizer in one repository.`,
    );
  return ['config.json', ...(found ?? []), ...tokenizers.flat().filter(has), ...beside.filter(has)];
}

/** The weights in the preferred of the formats that are there whole. */
function weightFiles(paths: readonly string[]): string[] | undefined {
  for (const { whole, shard } of weights) {
    if (paths.includes(whole)) return [whole];
    const shards = paths.filter((path) => shard.test(path));
    const count = Number(shard.exec(shards[0] ?? '')?.[1] ?? Number.NaN);
    const index = `${whole}.index.json`;
    if (paths.includes(index) && shards.length === count) return [index, ...shards];
  }
  return undefined;
}
