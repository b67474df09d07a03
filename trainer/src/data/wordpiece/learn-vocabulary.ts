import { continuation, specialTokens } from './special-tokens.ts';

/** A word as the pieces it is cut into so far. */
interface Word {
  pieces: string[];
  count: number;
}

/** Two neighboring pieces, how often they stand together, and the words in which they do. */
interface Pair {
  left: string;
  right: string;
  count: number;
  words: Set<number>;
}

/**
 * Learns a WordPiece vocabulary: characters first, the most frequent ones where not all fit; then, again and again, the two
 * pieces that most often stand side by side become one, until the vocabulary is full or no two pieces meet twice. Merging by
 * frequency is what Hugging Face's WordPiece trainer does. Equal counts are decided by code-unit order, so that the same words
 * give the same vocabulary.
 *
 * @param wordCounts how often each word occurs
 * @param size largest number of pieces, special tokens included
 * @returns pieces in id order: special tokens, characters in order, merged pieces as they were made
 */
export function learnVocabulary(wordCounts: ReadonlyMap<string, number>, size: number): string[] {
  const alphabet = alphabetOf(wordCounts, size - specialTokens.length);
  const known = new Set(alphabet);
  const words: Word[] = [...wordCounts]
    .map(([word, count]) => ({ pieces: charactersOf(word), count }))
    .filter((word) => word.pieces.every((piece) => known.has(piece)));
  const vocabulary = [...specialTokens, ...alphabet];
  const pairs = new PairCounts(words);
  while (vocabulary.length < size) {
    const best = pairs.mostFrequent();
    if (!best || best.count < 2) break;
    const merged = best.left + best.right.slice(continuation.length);
    if (!known.has(merged)) {
      known.add(merged);
      vocabulary.push(merged);
    }
    pairs.merge(best, merged);
  }
  return vocabulary;
}

/** `dog` → `d ##o ##g`. */
function charactersOf(word: string): string[] {
  return Array.from(word, (character, i) => (i === 0 ? character : continuation + character));
}

function alphabetOf(wordCounts: ReadonlyMap<string, number>, limit: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of wordCounts) {
    for (const piece of charactersOf(word)) counts.set(piece, (counts.get(piece) ?? 0) + count);
  }
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || inOrder(a, b))
    .slice(0, limit)
    .map(([piece]) => piece)
    .sort(inOrder);
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Counts of neighboring pieces, kept up to date while pieces are merged. */
class PairCounts {
  private readonly words: Word[];
  private readonly pairs = new Map<string, Pair>();
  private readonly byCount = new Map<number, Set<Pair>>();
  private highest = 0;

  constructor(words: Word[]) {
    this.words = words;
    words.forEach((_, index) => {
      this.count(index, 1);
    });
  }

  /** The pair with the highest count, the first in order among equals; undefined where none is left. */
  mostFrequent(): Pair | undefined {
    while (this.highest > 0 && !this.byCount.get(this.highest)?.size) this.highest--;
    let first: Pair | undefined;
    for (const pair of this.byCount.get(this.highest) ?? []) {
      if (!first || (inOrder(pair.left, first.left) || inOrder(pair.right, first.right)) < 0) first = pair;
    }
    return first;
  }

  /** Makes one piece of the pair wherever it stands. */
  merge({ left, right, words }: Pair, merged: string): void {
    for (const index of [...words]) {
      this.count(index, -1);
      const word = this.words[index]!;
      const pieces: string[] = [];
      for (let i = 0; i < word.pieces.length; i++) {
        const together = word.pieces[i] === left && word.pieces[i + 1] === right;
        pieces.push(together ? merged : word.pieces[i]!);
        if (together) i++;
      }
      word.pieces = pieces;
      this.count(index, 1);
    }
  }

  /** Adds (sign 1) or takes away (sign −1) all pairs of a word. */
  private count(index: number, sign: 1 | -1): void {
    const { pieces, count } = this.words[index]!;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const pair = this.pairOf(pieces[i]!, pieces[i + 1]!);
      this.byCount.get(pair.count)?.delete(pair);
      pair.count += sign * count;
      if (sign === 1) pair.words.add(index);
      else pair.words.delete(index);
      if (pair.count > 0) this.file(pair);
    }
  }

  private pairOf(left: string, right: string): Pair {
    const key = `${left} ${right}`;
    let pair = this.pairs.get(key);
    if (!pair) {
      pair = { left, right, count: 0, words: new Set() };
      this.pairs.set(key, pair);
    }
    return pair;
  }

  private file(pair: Pair): void {
    const equals = this.byCount.get(pair.count);
    if (equals) equals.add(pair);
    else this.byCount.set(pair.count, new Set([pair]));
    if (pair.count > this.highest) this.highest = pair.count;
  }
}
