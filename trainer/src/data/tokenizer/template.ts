import { z } from 'zod';

/** What stands around the pieces of one or two texts. */
export interface Template {
  single: { before: number[]; after: number[] };
  pair: {
    before: number[];
    between: number[];
    after: number[];
    /** Type of what comes before and of the first text, of each token between, and of the second text and what comes after. */
    types: { first: number; between: number[]; second: number };
  };
}

const special = z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int() }) });
const sequence = z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int() }) });
const items = z.array(z.union([special, sequence]));
const token = z.tuple([z.string(), z.int()]);

const postProcessor = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('TemplateProcessing'),
    single: items,
    pair: items,
    special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int()) })),
  }),
  z.object({ type: z.literal('BertProcessing'), sep: token, cls: token }),
  z.object({ type: z.literal('RobertaProcessing'), sep: token, cls: token }),
]);
type Item = z.infer<typeof items>[number];

/**
 * The template that the post-processor of a tokenizer.json says: `[CLS] a [SEP] b [SEP]` of types 0 and 1 for BERT,
 * `<s> a </s></s> b </s>` of type 0 for RoBERTa.
 *
 * @throws Error where it says another kind of thing
 */
export function templateOf(json: unknown): Template {
  const parsed = postProcessor.safeParse(json);
  if (!parsed.success)
    throw new Error('its post_processor is none of TemplateProcessing, BertProcessing and RobertaProcessing');
  const given = parsed.data;
  if (given.type === 'TemplateProcessing') return fromItems(given.single, given.pair, given.special_tokens);
  const [cls, sep] = [[given.cls[1]], [given.sep[1]]];
  const isBert = given.type === 'BertProcessing';
  return {
    single: { before: cls, after: sep },
    pair: {
      before: cls,
      between: isBert ? sep : [...sep, ...sep],
      after: sep,
      types: { first: 0, between: isBert ? [0] : [0, 0], second: isBert ? 1 : 0 },
    },
  };
}

function fromItems(
  single: readonly Item[],
  pair: readonly Item[],
  tokens: Readonly<Record<string, { ids: number[] }>>,
): Template {
  const places = [indexOf(single, 'A'), indexOf(pair, 'A'), indexOf(pair, 'B')] as const;
  const [alone, first, second] = places;
  if (alone < 0 || first < 0 || second < first) throw new Error('its post_processor does not name A, then B');
  const idsOf = (part: readonly Item[]) =>
    part.flatMap((item) => ('SpecialToken' in item ? (tokens[item.SpecialToken.id]?.ids ?? []) : []));
  const between = pair.slice(first + 1, second);
  const outer = new Set(pair.slice(0, first + 1).map(typeOf));
  const last = new Set(pair.slice(second).map(typeOf));
  if (outer.size > 1 || last.size > 1)
    throw new Error('its post_processor gives a text another type than the special tokens at its outer side');
  return {
    single: { before: idsOf(single.slice(0, alone)), after: idsOf(single.slice(alone + 1)) },
    pair: {
      before: idsOf(pair.slice(0, first)),
      between: idsOf(between),
      after: idsOf(pair.slice(second + 1)),
      types: { first: [...outer][0]!, between: between.map(typeOf), second: [...last][0]! },
    },
  };
}

function indexOf(part: readonly Item[], id: 'A' | 'B'): number {
  return part.findIndex((item) => 'Sequence' in item && item.Sequence.id === id);
}

function typeOf(item: Item): number {
  return 'SpecialToken' in item ? item.SpecialToken.type_id : item.Sequence.type_id;
}
