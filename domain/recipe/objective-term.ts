import { z } from 'zod';

/** Of one term of a loss. Named after its term: papers use α for opposite things. */
export const weight = z.number().min(0).max(100_000);
const temperature = z.number().positive().max(1000);

/**
 * What brings the student's states to the teacher's width: nothing; a linear map that is trained along, as TinyBERT has it; or that map only
 * where the widths differ. The papers of those who have this option know equal widths alone: the map is our addition.
 */
const projection = z.enum(['none', 'linear', 'where-needed']).default('where-needed');

/** Hard labels beside soft ones, as Hinton et al. 2015 mix them; halves, T = 2. */
export const labelFields = {
  hardLabels: weight.default(0.5),
  softLabels: weight.default(0.5),
  /** T of softmax(logits / T); the soft-label term is multiplied by T². */
  labelTemperature: temperature.default(2),
};

/** Hard labels only. */
export const fineTune = z.strictObject({ name: z.literal('fine-tune') });

/** Knowledge distillation (Hinton et al. 2015): hardLabels·CE + softLabels·T²·KL. */
export const kd = z.strictObject({ name: z.literal('kd'), ...labelFields });

/** Patient knowledge distillation (Sun et al. 2019): KD + squared distance of the normalized [CLS] of mapped layers. */
export const pkd = z.strictObject({
  name: z.literal('pkd'),
  /** The paper's 1 − α; it tries α = 0.2, 0.5 and 0.7, and 0.5 is our choice. */
  hardLabels: weight.default(0.5),
  /** The paper's α. */
  softLabels: weight.default(0.5),
  /** The paper tries 5, 10 and 20, and 10 is our choice. */
  labelTemperature: temperature.default(10),
  /**
   * Of the squared distance, summed over columns, mean over layers and examples. Rescaled by us, from a β of 100
   * read as the weight of a mean over the 768 columns of BERT-base as well, 100 / 768 = 0.13.
   */
  clsStates: weight.default(0.13),
  /** Teacher layers that the student's layers below the last follow: every N/n-th one (skip), or those just below the last. */
  layers: z.enum(['skip', 'last']).default('skip'),
  projection,
});

/** Relational knowledge distillation (Park et al. 2019): hard labels + distances and angles between a batch's embeddings. */
export const rkd = z.strictObject({
  name: z.literal('rkd'),
  hardLabels: weight.default(1),
  softLabels: weight.default(0),
  labelTemperature: temperature.default(2),
  /** The paper's λ_RKD-D. */
  distance: weight.default(25),
  /** The paper's λ_RKD-A. */
  angle: weight.default(50),
});

/** Similarity-preserving distillation (Tung & Mori 2019): hard labels + normalized Gram matrices. */
export const sp = z.strictObject({
  name: z.literal('sp'),
  hardLabels: weight.default(1),
  /** The paper's γ. */
  similarity: weight.default(3000),
});

/** Probabilistic knowledge transfer (Passalis & Tefas 2018): hard labels + KL of similarities that are probabilities. */
export const pkt = z.strictObject({
  name: z.literal('pkt'),
  hardLabels: weight.default(1),
  /**
   * Rescaled by us, not taken from PKT's paper: Tian et al. 2020 (Contrastive Representation Distillation) weigh a mean over all N²
   * pairs by 30,000; this loss is a sum over j and a mean over i, N times as large, so at their N = 64 it is 30,000 / 64 = 469.
   */
  similarity: weight.default(469),
});

/** DistilBERT's objective (Sanh et al. 2019) on a task: soft labels, hard labels in the place of masked words, cosine of hidden states. */
export const distilbert = z.strictObject({
  name: z.literal('distilbert'),
  softLabels: weight.default(5),
  hardLabels: weight.default(2),
  cosine: weight.default(1),
  labelTemperature: temperature.default(2),
  projection,
});

/** TinyBERT's task-specific distillation (Jiao et al. 2020): first attention, hidden states and embeddings, then soft labels. */
export const tinybert = z.strictObject({
  name: z.literal('tinybert'),
  attention: weight.default(1),
  hiddenStates: weight.default(1),
  embeddings: weight.default(1),
  softLabels: weight.default(1),
  hardLabels: weight.default(0),
  labelTemperature: temperature.default(1),
  /** Share of the steps that go to the layers before the soft labels begin; the paper has 20 of 23 epochs. */
  layersFirst: z.number().min(0).lt(1).default(0.87),
});

/** MiniLM (Wang et al. 2020): attention and value relations of the last layer, and hard labels for the task. */
export const minilm = z.strictObject({
  name: z.literal('minilm'),
  attention: weight.default(1),
  values: weight.default(1),
  hardLabels: weight.default(1),
});

/** ReAugKD (Zhang et al. 2023): softLabels·CE(ȳ → y) + relation·KL(q ‖ q̄). */
export const reaugkd = z.strictObject({
  name: z.literal('reaugkd'),
  softLabels: weight.default(1),
  /** α, the weight of the relation term. */
  relation: weight.default(1),
  hardLabels: weight.default(0),
  /** τ of the similarity distributions q and q̄. */
  temperature: z.number().positive().default(0.1),
  /** T of the soft labels; the soft-label term is multiplied by T². */
  labelTemperature: z.number().positive().default(1),
  normalize: z.boolean().default(true),
  includeSelf: z.boolean().default(true),
  klDirection: z.enum(['teacher-first', 'student-first']).default('teacher-first'),
});

/** Objectives that are one loss between a student and a teacher that stays as it is. */
export const lossOptions = [fineTune, kd, pkd, rkd, sp, pkt, distilbert, tinybert, minilm, reaugkd] as const;
export const lossObjective = z.discriminatedUnion('name', lossOptions);
export type LossObjective = z.infer<typeof lossObjective>;
