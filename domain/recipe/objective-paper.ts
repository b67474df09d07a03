import type { ObjectiveName } from './objective.ts';

export interface ObjectivePaper {
  /** As pages and tables call it. */
  title: string;
  /** Who proposed it, where. */
  paper: string;
  /** What is trained beside the student, or before it; left out where it is the student alone. */
  alsoTrains?: string;
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
    alsoTrains: 'assistants of sizes in between, each a run of its own, before the student',
  },
  rco: {
    title: 'RCO',
    paper: 'Jin et al. 2019, Knowledge Distillation via Route Constrained Optimization',
    alsoTrains: 'nothing, but the teacher keeps what it says at points of its own training',
  },
  dml: {
    title: 'DML',
    paper: 'Zhang et al. 2018, Deep Mutual Learning',
    alsoTrains: "a peer of the student's shape, in the same run",
  },
  prokt: {
    title: 'ProKT',
    paper: 'Shi et al. 2021, Follow Your Path: a Progressive Method for Knowledge Distillation',
    alsoTrains: 'a teacher from its beginning, in the same run',
  },
  sftn: {
    title: 'SFTN',
    paper: 'Park et al. 2021, Learning Student-Friendly Teacher Networks for Knowledge Distillation',
    alsoTrains: 'a teacher with branches of the student, a run of its own, before the student',
  },
  metadistil: {
    title: 'MetaDistil',
    paper: 'Zhou et al. 2022, BERT Learns to Teach: Knowledge Distillation with Meta Learning',
    alsoTrains: 'a copy of the teacher, in the same run',
  },
  sum: { title: 'Sum', paper: 'a weighted sum of the objectives above' },
};
