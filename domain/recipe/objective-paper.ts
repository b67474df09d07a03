import type { ObjectiveName } from './objective.ts';

export interface ObjectivePaper {
  /** As pages and tables call it. */
  title: string;
  /** Who proposed it, where. */
  paper: string;
  /** What is minimized, by the names of the recipe's fields; T is labelTemperature. */
  loss: string;
  /** What is trained beside the student, or before it; left out where it is the student alone. */
  alsoTrains?: string;
  /** True if the paper's student answers with retrieval, so that its runs are ranked by the fused prediction; left out: by the student alone. */
  retrieves?: true;
  /** Fields whose default the paper does not settle: it tries several, scales another loss, or has no such field. */
  ours: readonly string[];
}

const kd = 'hardLabels · CE(gold) + softLabels · T² · KL(teacher ‖ student)';
const labels = ['hardLabels', 'softLabels', 'labelTemperature'];

export const objectivePapers: Record<ObjectiveName, ObjectivePaper> = {
  'fine-tune': { title: 'Fine-tuning', paper: 'none: no distillation', loss: 'CE(gold)', ours: [] },
  kd: {
    title: 'KD',
    paper: 'Hinton et al. 2015, Distilling the Knowledge in a Neural Network',
    loss: kd,
    ours: labels,
  },
  pkd: {
    title: 'PKD',
    paper: 'Sun et al. 2019, Patient Knowledge Distillation for BERT Model Compression',
    loss: `${kd} + clsStates · ‖ŝ − t̂‖² of normalized [CLS] states, mean over the layers below the last`,
    ours: [...labels, 'clsStates', 'projection'],
  },
  rkd: {
    title: 'RKD',
    paper: 'Park et al. 2019, Relational Knowledge Distillation',
    loss: `${kd} + distance · smoothL1 of relative distances in the batch + angle · smoothL1 of cosines of angles`,
    ours: [],
  },
  sp: {
    title: 'SP',
    paper: 'Tung & Mori 2019, Similarity-Preserving Knowledge Distillation',
    loss: "hardLabels · CE(gold) + similarity · ‖G_t − G_s‖² / N² of the batch's normalized Gram matrices",
    ours: [],
  },
  pkt: {
    title: 'PKT',
    paper: 'Passalis & Tefas 2018, Learning Deep Representations with Probabilistic Knowledge Transfer',
    loss: 'hardLabels · CE(gold) + similarity · KL(p_t ‖ p_s) of (cosine + 1) / 2 in the batch, rows summing to 1',
    ours: ['similarity'],
  },
  distilbert: {
    title: 'DistilBERT',
    paper: 'Sanh et al. 2019, DistilBERT, a distilled version of BERT',
    loss: `${kd} + cosine · (1 − cos(h_s, h_t)) of the last states, mean over tokens`,
    ours: ['hardLabels', 'projection'],
  },
  tinybert: {
    title: 'TinyBERT',
    paper: 'Jiao et al. 2020, TinyBERT: Distilling BERT',
    loss:
      'for layersFirst of the steps attention · MSE + hiddenStates · MSE + embeddings · MSE, states by a linear map, summed over layers; ' +
      'then softLabels · T² · CE(teacher → student) + hardLabels · CE(gold)',
    ours: [],
  },
  minilm: {
    title: 'MiniLM',
    paper: 'Wang et al. 2020, MiniLM: Deep Self-Attention Distillation',
    loss: "attention · KL of the last layers' attention + values · KL of softmax(V·Vᵀ/√depth) + hardLabels · CE(gold)",
    ours: ['hardLabels'],
  },
  reaugkd: {
    title: 'ReAugKD',
    paper: 'Zhang et al. 2023, ReAugKD: Retrieval-Augmented Knowledge Distillation',
    loss: 'softLabels · T² · CE(teacher → student) + relation · KL(q ‖ q̄) of similarities in the batch, softmax at temperature + hardLabels · CE(gold)',
    retrieves: true,
    ours: ['relation', 'temperature', 'includeSelf'],
  },
  takd: {
    title: 'TAKD',
    paper: 'Mirzadeh et al. 2020, Improved Knowledge Distillation via Teacher Assistant',
    loss: `${kd}, of the last assistant`,
    alsoTrains:
      'assistants of sizes in between (null: one, halfway), each a run of its own, before the student',
    ours: [...labels, 'assistants'],
  },
  rco: {
    title: 'RCO',
    paper: 'Jin et al. 2019, Knowledge Distillation via Route Constrained Optimization',
    loss: `${kd}, of the teacher as it was at anchors points of its training in turn`,
    alsoTrains: 'nothing, but the teacher keeps what it says at points of its own training',
    ours: [...labels, 'anchors'],
  },
  dml: {
    title: 'DML',
    paper: 'Zhang et al. 2018, Deep Mutual Learning',
    loss: 'hardLabels · CE(gold) + peer · KL(other peer ‖ own), of each peer',
    alsoTrains: "a peer of the student's shape, in the same run",
    ours: [],
  },
  prokt: {
    title: 'ProKT',
    paper: 'Shi et al. 2021, Follow Your Path: a Progressive Method for Knowledge Distillation',
    loss: `${kd}; of its teacher teacherHardLabels · CE(gold) + proximal · KL(student ‖ teacher)`,
    alsoTrains: 'a teacher from its beginning, in the same run',
    ours: [...labels, 'teacherHardLabels', 'proximal'],
  },
  sftn: {
    title: 'SFTN',
    paper: 'Park et al. 2021, Learning Student-Friendly Teacher Networks for Knowledge Distillation',
    loss:
      `${kd}; of its teacher teacherHardLabels · CE(gold) + for each branch ` +
      'branchHardLabels · CE(gold) + branchSoftLabels · branchTemperature² · KL(teacher ‖ branch)',
    alsoTrains: 'a teacher with branches of the student, a run of its own, before the student',
    ours: [...labels, 'teacherHardLabels', 'branchHardLabels', 'branchSoftLabels', 'branchTemperature'],
  },
  metadistil: {
    title: 'MetaDistil',
    paper: 'Zhou et al. 2022, BERT Learns to Teach: Knowledge Distillation with Meta Learning',
    loss: `${kd}; of its teacher CE(gold) of a quiz taken by a student that learned one step more`,
    alsoTrains:
      "a copy of the teacher, in the same run (virtualLearningRate null: the student's; teacherLearningRate is a share of it)",
    ours: [...labels, 'quiz', 'quizBatchSize', 'virtualLearningRate', 'teacherLearningRate'],
  },
  sum: {
    title: 'Sum',
    paper: 'none: a weighted sum of the objectives down to reaugkd',
    loss: 'Σ weight · objective',
    ours: ['terms'],
  },
};
