import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import type { EncoderConfig } from './config.ts';
import { type FamilyName, familyNames, familyOf } from './family.ts';

const size = z.int().positive();
const probability = z.number().min(0).lt(1);

/** BERT's keys, which RoBERTa shares; what is left out stands for the default of `transformers`. */
const bertKeys = z.object({
  vocab_size: size,
  num_hidden_layers: size,
  hidden_size: size,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size.default(512),
  type_vocab_size: size.default(2),
  hidden_dropout_prob: probability.default(0.1),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_act: z.string().default('gelu'),
  position_embedding_type: z.string().default('absolute'),
  is_decoder: z.boolean().default(false),
  pad_token_id: z.int().min(0).nullish(),
});

const distilbertKeys = z.object({
  vocab_size: size,
  n_layers: size,
  dim: size,
  n_heads: size,
  hidden_dim: size,
  max_position_embeddings: size.default(512),
  dropout: probability.default(0.1),
  activation: z.string().default('gelu'),
});

const readers: Record<FamilyName, (json: unknown) => z.ZodSafeParseResult<EncoderConfig>> = {
  bert: (json) => computable('bert').safeParse(json),
  roberta: (json) => computable('roberta').safeParse(json),
  distilbert: (json) => distilbertConfig.safeParse(json),
};

const computable = (family: 'bert' | 'roberta') =>
  bertKeys
    .refine(({ hidden_act }) => hidden_act === 'gelu', onlyComputed('hidden_act', 'gelu'))
    .refine(
      ({ position_embedding_type }) => position_embedding_type === 'absolute',
      onlyComputed('position_embedding_type', 'absolute'),
    )
    .refine(({ is_decoder }) => !is_decoder, onlyComputed('is_decoder', 'false'))
    .refine(
      (value) => value.hidden_size % value.num_attention_heads === 0,
      notAMultiple('hidden_size', 'num_attention_heads'),
    )
    .transform(
      (value): EncoderConfig => ({
        family,
        vocabularySize: value.vocab_size,
        layers: value.num_hidden_layers,
        hidden: value.hidden_size,
        heads: value.num_attention_heads,
        intermediate: value.intermediate_size,
        maxPositions: value.max_position_embeddings,
        // RoBERTa counts positions from the padding's id + 1 (create_position_ids_from_input_ids of `transformers`).
        positionOffset: family === 'roberta' ? (value.pad_token_id ?? 1) + 1 : 0,
        typeVocabularySize: value.type_vocab_size,
        dropout: value.hidden_dropout_prob,
        layerNormEpsilon: value.layer_norm_eps,
      }),
    );

const distilbertConfig = distilbertKeys
  .refine(({ activation }) => activation === 'gelu', onlyComputed('activation', 'gelu'))
  .refine(({ dim, n_heads }) => dim % n_heads === 0, notAMultiple('dim', 'n_heads'))
  .transform(
    (value): EncoderConfig => ({
      family: 'distilbert',
      vocabularySize: value.vocab_size,
      layers: value.n_layers,
      hidden: value.dim,
      heads: value.n_heads,
      intermediate: value.hidden_dim,
      maxPositions: value.max_position_embeddings,
      positionOffset: 0,
      typeVocabularySize: 0,
      dropout: value.dropout,
      layerNormEpsilon: 1e-12,
    }),
  );

function onlyComputed(key: string, value: string) {
  return { path: [key], message: `only "${value}" is computed` };
}

function notAMultiple(key: string, of: string) {
  return { path: [key], message: `not a multiple of ${of}` };
}

/**
 * Reads the text of a Hugging Face config.json.
 *
 * @param source the file's name, for messages
 * @throws ExpectedError for a model that is of none of the families, or that this encoder does not compute exactly
 */
export function parseConfig(text: string, source: string): EncoderConfig {
  const json = parseJson(text, source);
  // The oldest BERTs do not say what they are.
  const { model_type: type = 'bert' } = (json ?? {}) as { model_type?: unknown };
  const family = familyNames.find((name) => name === type);
  if (!family) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${source}: model_type is ${JSON.stringify(type)}; ${familyNames.join(', ')} can be loaded: start from a model of one of these.`,
    );
  }
  const parsed = readers[family](json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) =>
    [...(issue.path.length > 0 ? [issue.path.join('.')] : []), plain(issue.message)].join(': '),
  );
  throw new ExpectedError(
    'BAD_INPUT',
    `${source} describes no ${family} that is computed: ${faults.join('; ')}. Start from a model that is one.`,
  );
}

/** The text of a config.json from which `transformers` builds the same model. @param labels class names in id order; none for regression */
export function formatConfig(value: EncoderConfig, labels: readonly string[], padId: number): string {
  // A regression has one output, and transformers counts outputs by their names.
  const outputs = labels.length > 0 ? labels : ['score'];
  const json = {
    model_type: value.family,
    architectures: [familyOf(value).architecture],
    ...(value.family === 'distilbert' ? distilbertJson(value) : bertJson(value)),
    pad_token_id: padId,
    problem_type: labels.length > 0 ? 'single_label_classification' : 'regression',
    id2label: Object.fromEntries(outputs.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(outputs.map((label, id) => [label, id])),
    torch_dtype: 'float32',
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function bertJson(value: EncoderConfig): object {
  return {
    vocab_size: value.vocabularySize,
    num_hidden_layers: value.layers,
    hidden_size: value.hidden,
    num_attention_heads: value.heads,
    intermediate_size: value.intermediate,
    max_position_embeddings: value.maxPositions,
    type_vocab_size: value.typeVocabularySize,
    hidden_dropout_prob: value.dropout,
    attention_probs_dropout_prob: value.dropout,
    layer_norm_eps: value.layerNormEpsilon,
    hidden_act: 'gelu',
    position_embedding_type: 'absolute',
  };
}

function distilbertJson(value: EncoderConfig): object {
  return {
    vocab_size: value.vocabularySize,
    n_layers: value.layers,
    dim: value.hidden,
    n_heads: value.heads,
    hidden_dim: value.intermediate,
    max_position_embeddings: value.maxPositions,
    dropout: value.dropout,
    attention_dropout: value.dropout,
    seq_classif_dropout: value.dropout,
    activation: 'gelu',
  };
}

/** zod's word for a key that is not there. */
function plain(message: string): string {
  return message.replace(/^Invalid input: expected \w+, received undefined$/, 'is missing');
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${source} is not JSON (${cause instanceof Error ? cause.message : cause}): download it again, or mend it.`,
    );
  }
}
