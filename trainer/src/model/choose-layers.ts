/** Which layers of a network another one begins as: by a rule, or by their numbers from 0. */
export type LayerChoice = 'first' | 'last' | 'evenly-spaced' | readonly number[];

/**
 * The layers, from 0, of a network of `available` layers that one of `count` layers begins as: `evenly-spaced` takes ⌊i·available/count⌋,
 * every other one for half as many (as DistilBERT, Sanh et al. 2019), `first` those nearest the embeddings (as PKD, Sun et al. 2019).
 *
 * @throws RangeError where there are not so many, or a number is not among them
 */
export function chooseLayers(choice: LayerChoice, count: number, available: number): number[] {
  if (typeof choice !== 'string') {
    const beyond = choice.find((layer) => layer >= available);
    if (beyond !== undefined)
      throw new RangeError(`there is no layer ${beyond}: they go from 0 to ${available - 1}`);
    return [...choice];
  }
  if (count > available) throw new RangeError(`${count} layers cannot be taken from ${available}`);
  const layers = Array.from({ length: count }, (_, i) => i);
  if (choice === 'first') return layers;
  if (choice === 'last') return layers.map((i) => available - count + i);
  return layers.map((i) => Math.floor((i * available) / count));
}
