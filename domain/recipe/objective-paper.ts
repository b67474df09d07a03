import type { ObjectiveName } from './objective.ts';

export interface ObjectivePaper {
  /** As pages and tables call it. */
  title: string;
  /** Who proposed it, where. */
  paper: string;
}

export const objectivePapers: Record<ObjectiveName, ObjectivePaper> = {
  'fine-tune': { title: 'Fine-tuning', paper: 'no distillation: cross-entropy of the gold labels' },
  kd: { title: 'KD', paper: 'Hinton et al. 2015, Distilling the Knowledge in a Neural Network' },
  pkd: { title: 'PKD', paper: 'Sun et al. 2019, Patient Knowledge Distillation for BERT Model Compression' },
  rkd: { title: 'RKD', paper: 'Park et al. 2019, Relational Knowledge Distillation' },
  sp: { title: 'SP', paper: 'Tung & Mori 2019, Similarity-Preserving Knowledge Distillation' },
  pkt: {
    title: 'PKT',
    paper: 'Passalis & Tefas 2018, Learning Deep Representations with Probabilistic Knowledge Transfer',
  },
  distilbert: { title: 'DistilBERT', paper: 'Sanh et al. 2019, DistilBERT, a distilled version of BERT' },
  tinybert: { title: 'TinyBERT', paper: 'Jiao et al. 2020, TinyBERT: Distilling BERT' },
  minilm: { title: 'MiniLM', paper: 'Wang et al. 2020, MiniLM: Deep Self-Attention Distillation' },
  reaugkd: {
    title: 'ReAugKD',
    paper: 'Zhang et al. 2023, ReAugKD: Retrieval-Augmented Knowledge Distillation',
  },
  takd: {
    title: 'TAKD',
    paper: 'Mirzadeh et al. 2020, Improved Knowledge Distillation via Teacher Assistant',
  },
  rco: { title: 'RCO', paper: 'Jin et al. 2019, Knowledge Distillation via Route Constrained Optimization' },
  dml: { title: 'DML', paper: 'Zhang et al. 2018, Deep Mutual Learning' },
  prokt: {
    title: 'ProKT',
    paper: 'Shi et al. 2021, Follow Your Path: a Progressive Method for Knowledge Distillation',
  },
  sftn: {
    title: 'SFTN',
    paper: 'Park et al. 2021, Learning Student-Friendly Teacher Networks for Knowledge Distillation',
  },
  metadistil: {
    title: 'MetaDistil',
    paper: 'Zhou et al. 2022, BERT Learns to Teach: Knowledge Distillation with Meta Learning',
  },
  sum: { title: 'Sum', paper: 'a weighted sum of the objectives above' },
};
