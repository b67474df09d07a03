import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import { parseMerges, parseVocabulary, vocabularyFiles } from '../byte-level-bpe/read-vocabulary.ts';
import { tokenizerConfig, tokenizerJson } from '../byte-level-bpe/tokenizer-json.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { settleNormalization } from '../wordpiece/settle-normalization.ts';
import { specialTokens } from '../wordpiece/special-tokens.ts';
import { vocabularyFile, wordPieceTokenizer } from '../wordpiece/wordpiece-tokenizer.ts';
import { huggingFaceTokenizer } from './hugging-face-tokenizer.ts';

/** The parts of tokenizer_config.json that decide how a vocab.txt is used; BERT's own defaults where they are left out. */
const bertConfig = z.object({
  do_lower_case: z.boolean().default(true),
  strip_accents: z.boolean().nullable().default(null),
  tokenize_chinese_chars: z.boolean().default(true),
});

const byteLevel = z.union([
  z.object({ type: z.literal('ByteLevel') }),
  z.object({
    type: z.literal('Sequence'),
    pretokenizers: z
      .array(z.object({ type: z.string() }))
      .refine((all) => all.some(({ type }) => type === 'ByteLevel')),
  }),
]);

const readable = z.union([
  z.object({
    model: z.object({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.int()) }),
  }),
  z.object({
    model: z.object({
      type: z.literal('BPE'),
      vocab: z.record(z.string(), z.int()),
      merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    }),
    pre_tokenizer: byteLevel,
  }),
]);

/**
 * Loads the tokenizer of a local Hugging Face folder: tokenizer.json, or vocab.txt (WordPiece), or vocab.json with merges.txt (byte-level
 * BPE), each with tokenizer_config.json.
 *
 * @throws ExpectedError naming the file, if there is none of them or it is of another kind than BERT's and RoBERTa's
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const configPath = join(folder, 'tokenizer_config.json');
  const config = (await readJson(configPath)) ?? {};
  if ((config as { truncation_side?: unknown }).truncation_side === 'left')
    throw new ExpectedError(
      'BAD_INPUT',
      `${configPath}: truncation_side is "left"; texts are cut at their end only.`,
    );
  const path = join(folder, 'tokenizer.json');
  const tokenizer = await readJson(path);
  if (tokenizer !== undefined) return fromTokenizerJson(path, tokenizer, config);
  const vocabularyPath = join(folder, 'vocab.txt');
  const vocabulary = await readIfThere(vocabularyPath);
  if (vocabulary !== undefined) return fromVocabularyText(vocabularyPath, vocabulary, configPath, config);
  const [bpePath, mergesPath] = [join(folder, 'vocab.json'), join(folder, 'merges.txt')];
  const [bpe, merges] = [await readIfThere(bpePath), await readIfThere(mergesPath)];
  if (bpe === undefined || merges === undefined) {
    throw new ExpectedError(
      'NOT_FOUND',
      `The folder ${folder} has no tokenizer: neither tokenizer.json nor vocab.txt nor vocab.json with merges.txt. Put there what its ` +
        'model was trained with: AutoTokenizer.from_pretrained(MODEL).save_pretrained(FOLDER).',
    );
  }
  const ids = made(bpePath, () => parseVocabulary(bpe));
  const pairs = made(mergesPath, () => parseMerges(merges));
  return made(bpePath, () =>
    huggingFaceTokenizer({
      tokenizer: tokenizerJson(ids, pairs),
      config: { ...tokenizerConfig(), ...config },
      vocabulary: vocabularyFiles(ids, pairs),
    }),
  );
}

function fromTokenizerJson(path: string, tokenizer: unknown, config: object): Tokenizer {
  const parsed = readable.safeParse(tokenizer);
  if (!parsed.success) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is neither a WordPiece nor a byte-level BPE tokenizer, which are the kinds of BERT and RoBERTa that can be read: start from a model that has one of them.`,
    );
  }
  const { model } = tokenizer as z.infer<typeof readable>;
  return made(path, () =>
    huggingFaceTokenizer({
      ...settleNormalization(tokenizer as object, config),
      vocabulary:
        model.type === 'WordPiece'
          ? [vocabularyFile(new Map(Object.entries(model.vocab)))]
          : vocabularyFiles(model.vocab, model.merges.map(pairOf)),
    }),
  );
}

/** Merges are written as pairs, and were as texts with a space between. */
function pairOf(merge: string | [string, string]): [string, string] {
  if (typeof merge !== 'string') return merge;
  const [left = '', right = ''] = merge.split(' ');
  return [left, right];
}

function fromVocabularyText(path: string, text: string, configPath: string, config: object): Tokenizer {
  const vocabulary = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (vocabulary.at(-1) === '') vocabulary.pop();
  const missing = specialTokens.filter((token) => !vocabulary.includes(token));
  if (missing.length > 0) throw new ExpectedError('BAD_INPUT', `${path} lacks ${missing.join(', ')}.`);
  const parsed = bertConfig.safeParse(config);
  if (!parsed.success)
    throw new ExpectedError('BAD_INPUT', `${configPath}: ${z.prettifyError(parsed.error)}`);
  const normalization = {
    lowercase: parsed.data.do_lower_case,
    stripAccents: parsed.data.strip_accents,
    handleChineseCharacters: parsed.data.tokenize_chinese_chars,
  };
  return made(path, () => wordPieceTokenizer(vocabulary, normalization));
}

function made<Made>(path: string, make: () => Made): Made {
  try {
    return make();
  } catch (cause) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

async function readJson(path: string): Promise<object | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is no JSON (${cause instanceof Error ? cause.message : cause}): download it again, or mend it.`,
    );
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}
