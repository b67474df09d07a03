const words = { VECTOR: 'single precision', HALFVEC: 'half precision' };

/** How keys are kept, in words: `half precision`, `signs, 100 ranked again`. */
export function storageText(
  storage: 'VECTOR' | 'HALFVEC' | 'BINARY',
  rerank: number | null | undefined,
): string {
  return storage === 'BINARY' ? `signs, ${rerank ?? 0} ranked again` : words[storage];
}
