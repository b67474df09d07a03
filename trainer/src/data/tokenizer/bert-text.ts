import { classOf } from './code-points.ts';
import * as native from './native-unicode.ts';

/** What a tokenizer.json says of its BertNormalizer. */
export interface BertNormalization {
  clean_text: boolean;
  handle_chinese_chars: boolean;
  /** null: as `lowercase`. */
  strip_accents: boolean | null;
  lowercase: boolean;
}

const removed = new RegExp(`[${classOf(native.removed)}\\u{d800}-\\u{dfff}]`, 'gu');
const ideograph = new RegExp(`[${classOf(native.ideographs)}]`, 'gu');
const decomposed = new RegExp(`[${classOf(native.decomposed)}]+`, 'gu');
const mark = new RegExp(`[${classOf(native.marks)}]`, 'gu');
const youngLetters = new Map(native.youngLetters.trim().split(/\s+/).map(pairOf));
const youngCapital = new RegExp(`[${[...youngLetters.keys()].join('')}]`, 'gu');
const plain = /^[ -~]*$/;

/** A text as the native BertNormalizer makes it, by its own Unicode tables. */
export function normalizedText(text: string, config: BertNormalization): string {
  const strips = config.strip_accents ?? config.lowercase;
  if (plain.test(text)) return config.lowercase ? text.toLowerCase() : text;
  let made = text;
  if (config.clean_text) made = made.replace(removed, '').replaceAll(/\p{White_Space}/gu, ' ');
  if (config.handle_chinese_chars) made = made.replace(ideograph, ' $& ');
  if (strips) made = made.replace(decomposed, (run) => run.normalize('NFD')).replace(mark, '');
  return config.lowercase ? lowered(made) : made;
}

/** Letter by letter: a sigma without regard to its place. */
function lowered(text: string): string {
  return text
    .replaceAll('Σ', 'σ')
    .replace(youngCapital, (capital) => youngLetters.get(capital) ?? capital)
    .toLowerCase();
}

const punctuation = classOf(native.punctuation);
const words = new RegExp(`[${punctuation}]|[^\\p{White_Space}${punctuation}]+`, 'gu');

/** The words and marks of punctuation of a text, as the native BertPreTokenizer parts them. */
export function bertWords(text: string): string[] {
  return text.match(words) ?? [];
}

function pairOf(pair: string): [string, string] {
  const [capital = '', small = ''] = pair
    .split('>')
    .map((code) => String.fromCodePoint(Number.parseInt(code, 16)));
  return [capital, small];
}
