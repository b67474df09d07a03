import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { fetchSnapshot, type SnapshotRequest } from './fetch-snapshot.ts';

/** Files by which a tokenizer is known; one group has to be whole. */
const tokenizers = [['tokenizer.json'], ['vocab.txt'], ['vocab.json', 'merges.txt']];
const beside = ['tokenizer_config.json', 'special_tokens_map.json'];
const weights = 'model.safetensors';
const index = `${weights}.index.json`;

/**
 * Brings a model of the Hub into the cache: its configuration, weights and tokenizer.
 *
 * @returns its folder
 * @throws ExpectedError as fetchSnapshot, and where the model has no weights in the format that is read
 */
export function fetchModel(request: Omit<SnapshotRequest, 'choose'>): Promise<string> {
  return fetchSnapshot({ ...request, choose: modelFiles });
}

/** The files of a repository that make a checkpoint. @throws ExpectedError naming what is missing */
export function modelFiles(paths: readonly string[]): string[] {
  const has = (path: string) => paths.includes(path);
  const shards = paths.filter((path) => /^model-\d+-of-\d+\.safetensors$/.test(path));
  const missing = [
    ...(has('config.json') ? [] : ['config.json']),
    ...(has(weights) || (has(index) && allOf(shards)) ? [] : [weights]),
    ...(tokenizers.some((group) => group.every(has)) ? [] : ['tokenizer.json']),
  ];
  if (missing.length > 0) {
    const pickled = missing.includes(weights) && has('pytorch_model.bin');
    const hint = pickled
      ? ' It has pytorch_model.bin, which is not read; a conversion may wait as a pull request: try @refs/pr/1.'
      : '';
    throw new ExpectedError('BAD_INPUT', `The model lacks ${missing.join(', ')}.${hint}`);
  }
  const wanted = [
    'config.json',
    ...(has(weights) ? [weights] : [index, ...shards]),
    ...tokenizers.flat(),
    ...beside,
  ];
  return wanted.filter(has);
}

/** Whether shards `…-00001-of-00003` are all there. */
function allOf(shards: readonly string[]): boolean {
  const count = Number(shards[0]?.match(/-of-(\d+)/)?.[1] ?? Number.NaN);
  return shards.length === count;
}
