import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import type { EncoderConfig } from './config.ts';

const config = z.object({
  model_type: z.string().optional(),
  vocab_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  hidden_size: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  type_vocab_size: z.int().positive().default(2),
  hidden_dropout_prob: z.number().min(0).lt(1).default(0.1),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_act: z.string().default('gelu'),
  position_embedding_type: z.string().default('absolute'),
});

/**
 * Reads the text of a Hugging Face config.json.
 *
 * @param source the file's name, for messages
 * @throws ExpectedError for a model that is not a BERT, or is one that this encoder does not compute exactly
 */
export function parseConfig(text: string, source: string): EncoderConfig {
  const parsed = config.safeParse(parseJson(text, source));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ExpectedError('BAD_INPUT', `${source} does not describe a BERT model: ${faults.join('; ')}.`);
  }
  const value = parsed.data;
  const refuse = (what: string) => new ExpectedError('BAD_INPUT', `${source}: ${what}`);
  if (value.model_type !== undefined && value.model_type !== 'bert') {
    throw refuse(`model_type is "${value.model_type}"; only BERT models can be loaded.`);
  }
  if (value.hidden_act !== 'gelu')
    throw refuse(`hidden_act is "${value.hidden_act}"; only "gelu" is computed.`);
  if (value.position_embedding_type !== 'absolute') {
    throw refuse(
      `position_embedding_type is "${value.position_embedding_type}"; only "absolute" is computed.`,
    );
  }
  if (value.hidden_size % value.num_attention_heads !== 0) {
    throw refuse(
      `hidden_size ${value.hidden_size} is not a multiple of num_attention_heads ${value.num_attention_heads}.`,
    );
  }
  return {
    vocabularySize: value.vocab_size,
    layers: value.num_hidden_layers,
    hidden: value.hidden_size,
    heads: value.num_attention_heads,
    intermediate: value.intermediate_size,
    maxPositions: value.max_position_embeddings,
    typeVocabularySize: value.type_vocab_size,
    dropout: value.hidden_dropout_prob,
    layerNormEpsilon: value.layer_norm_eps,
  };
}

/** The text of a config.json from which `transformers` builds the same model. @param labels class names in id order */
export function formatConfig(value: EncoderConfig, labels: readonly string[], padId: number): string {
  const json = {
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
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
    pad_token_id: padId,
    problem_type: labels.length > 0 ? 'single_label_classification' : 'regression',
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    torch_dtype: 'float32',
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ExpectedError('BAD_INPUT', `${source} is not JSON: ${String(cause)}`);
  }
}
