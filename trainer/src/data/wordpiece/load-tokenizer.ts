import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import type { Tokenizer } from '../tokenizer.ts';
import { specialTokens } from './special-tokens.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizer-json.ts';
import { wordPieceTokenizer } from './wordpiece-tokenizer.ts';

/** The parts of tokenizer_config.json that decide how a vocab.txt is used; BERT's own defaults where they are left out. */
const bertConfig = z.object({
  do_lower_case: z.boolean().default(true),
  strip_accents: z.boolean().nullable().default(null),
  tokenize_chinese_chars: z.boolean().default(true),
});

const wordPieceJson = z.object({
  model: z.object({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.int()) }),
});

/**
 * Loads the tokenizer of a local Hugging Face BERT folder: tokenizer.json, or vocab.txt with tokenizer_config.json.
 *
 * @throws ExpectedError naming the file, if there is neither or it is no BERT WordPiece tokenizer
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  const path = join(folder, 'tokenizer.json');
  const tokenizer = await readJson(path);
  if (tokenizer !== undefined) {
    if (!wordPieceJson.safeParse(tokenizer).success) {
      throw new ExpectedError(
        'BAD_INPUT',
        `${path} is no WordPiece tokenizer. Only BERT's kind can be read.`,
      );
    }
    return made(path, () =>
      wordPieceTokenizer({ tokenizer: tokenizer as object, config: (config ?? {}) as object }),
    );
  }
  return fromVocabulary(folder, config ?? {});
}

async function fromVocabulary(folder: string, config: unknown): Promise<Tokenizer> {
  const path = join(folder, 'vocab.txt');
  const text = await readIfThere(path);
  if (text === undefined) {
    throw new ExpectedError('NOT_FOUND', `The folder ${folder} has neither tokenizer.json nor vocab.txt.`);
  }
  const vocabulary = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (vocabulary.at(-1) === '') vocabulary.pop();
  const missing = specialTokens.filter((token) => !vocabulary.includes(token));
  if (missing.length > 0) throw new ExpectedError('BAD_INPUT', `${path} lacks ${missing.join(', ')}.`);
  const parsed = bertConfig.safeParse(config);
  if (!parsed.success) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${join(folder, 'tokenizer_config.json')}: ${z.prettifyError(parsed.error)}`,
    );
  }
  const normalization = {
    lowercase: parsed.data.do_lower_case,
    stripAccents: parsed.data.strip_accents,
    handleChineseCharacters: parsed.data.tokenize_chinese_chars,
  };
  return made(path, () =>
    wordPieceTokenizer({
      tokenizer: tokenizerJson(vocabulary, normalization),
      config: tokenizerConfig(normalization),
    }),
  );
}

function made(path: string, make: () => Tokenizer): Tokenizer {
  try {
    return make();
  } catch (cause) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is no JSON: ${cause instanceof Error ? cause.message : cause}`,
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
