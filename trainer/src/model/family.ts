import type { EncoderConfig } from './config.ts';

export const familyNames = ['bert', 'distilbert', 'roberta'] as const;
export type FamilyName = (typeof familyNames)[number];

/**
 * A kind of BERT: what its checkpoints call its weights, and where its classifier differs. Inside the trainer every weight has BERT's
 * name (parameters.ts), so that one network computes all of them and weights go from one family to another.
 */
export interface Family {
  /** The class of `transformers` that loads what is saved. */
  architecture: string;
  /** First part of the names of all weights but the classifier's. */
  prefix: string;
  /** Parts of BERT's names and what stands in their place, applied in order. */
  renames: readonly (readonly [bert: RegExp, own: string])[];
  /** Between the layer on [CLS] (BERT's pooler) and the classifier. */
  activation: 'tanh' | 'relu';
  /** Whether [CLS] is dropped out before that layer as well as after it. */
  dropsBeforeHead: boolean;
}

/** Devlin et al. 2019; MiniLM, TinyBERT and the smaller sizes of Turc et al. 2019 are BERTs. */
const bert: Family = {
  architecture: 'BertForSequenceClassification',
  prefix: 'bert',
  renames: [],
  activation: 'tanh',
  dropsBeforeHead: false,
};

/** Sanh et al. 2019: no token types, no pooler, names of its own. */
const distilbert: Family = {
  architecture: 'DistilBertForSequenceClassification',
  prefix: 'distilbert',
  renames: [
    [/^bert\.pooler\.dense/, 'pre_classifier'],
    [/^bert\.encoder/, 'distilbert.transformer'],
    [/^bert/, 'distilbert'],
    [/attention\.self\.query/, 'attention.q_lin'],
    [/attention\.self\.key/, 'attention.k_lin'],
    [/attention\.self\.value/, 'attention.v_lin'],
    [/attention\.output\.dense/, 'attention.out_lin'],
    [/attention\.output\.LayerNorm/, 'sa_layer_norm'],
    [/intermediate\.dense/, 'ffn.lin1'],
    [/output\.dense/, 'ffn.lin2'],
    [/output\.LayerNorm/, 'output_layer_norm'],
  ],
  activation: 'relu',
  dropsBeforeHead: false,
};

/** Liu et al. 2019: one token type, positions that begin after the padding's, a classifier of two layers. */
const roberta: Family = {
  architecture: 'RobertaForSequenceClassification',
  prefix: 'roberta',
  renames: [
    [/^classifier/, 'classifier.out_proj'],
    [/^bert\.pooler\.dense/, 'classifier.dense'],
    [/^bert/, 'roberta'],
  ],
  activation: 'tanh',
  dropsBeforeHead: true,
};

const families: Readonly<Record<FamilyName, Family>> = { bert, distilbert, roberta };

export function familyOf({ family }: Pick<EncoderConfig, 'family'>): Family {
  return families[family];
}

/** What a checkpoint of the family calls the weight that has this name of BERT's. */
export function ownName(family: Family, name: string): string {
  return family.renames.reduce((renamed, [part, own]) => renamed.replace(part, own), name);
}
