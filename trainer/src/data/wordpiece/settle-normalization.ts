import { z } from 'zod';

const described = z.object({
  normalizer: z.looseObject({
    type: z.literal('BertNormalizer'),
    lowercase: z.boolean(),
    strip_accents: z.boolean().nullish(),
    handle_chinese_chars: z.boolean(),
  }),
});

const stated = z.object({
  do_lower_case: z.boolean().optional(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().optional(),
});

/**
 * Makes tokenizer.json and tokenizer_config.json of a BERT say the same of lower-casing, accents and Chinese characters. Where they differ
 * the latter counts, as in `transformers`; what it does not say it is made to say, since `transformers` would take it for BERT's default.
 *
 * @returns both, changed where needed; as they are for another normalizer than BERT's
 */
export function settleNormalization(
  tokenizer: object,
  config: object,
): { tokenizer: object; config: object } {
  const [given, said] = [described.safeParse(tokenizer), stated.safeParse(config)];
  if (!given.success || !said.success) return { tokenizer, config };
  const { normalizer } = given.data;
  const lowercase = said.data.do_lower_case ?? normalizer.lowercase;
  const stripAccents = said.data.strip_accents ?? normalizer.strip_accents ?? null;
  const chinese = said.data.tokenize_chinese_chars ?? normalizer.handle_chinese_chars;
  return {
    tokenizer: {
      ...tokenizer,
      normalizer: { ...normalizer, lowercase, strip_accents: stripAccents, handle_chinese_chars: chinese },
    },
    config: {
      tokenizer_class: 'BertTokenizer',
      ...config,
      do_lower_case: lowercase,
      strip_accents: stripAccents,
      tokenize_chinese_chars: chinese,
    },
  };
}
