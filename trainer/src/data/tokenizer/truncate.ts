/**
 * How many tokens of two texts to keep so that both fit: only the longer one gives up tokens as long as it stays the longer;
 * otherwise each gets half the room, an odd token going to the longer one (of equally long ones the second). This is
 * `longest_first` of Hugging Face's `tokenizers`.
 *
 * @param room tokens that may be kept, special tokens not counted
 */
export function longestFirst(first: number, second: number, room: number): [first: number, second: number] {
  if (first + second <= room) return [first, second];
  const shorter = Math.min(first, second);
  if (2 * shorter <= room) return first > second ? [room - second, second] : [first, room - first];
  const [less, more] = [Math.floor(room / 2), Math.ceil(room / 2)];
  return first > second ? [more, less] : [less, more];
}
