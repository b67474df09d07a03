/** An entry of a knowledge base with the example that it was made from. */
export interface Entry {
  knowledgeBase: string;
  index: number;
  /** [classes] teacher probabilities. */
  softLabels: number[];
  /** Index of its example in the knowledge base's dataset. */
  example: number;
  key: string;
  texts: string[];
  /** Gold label: a class id, or the score in regression. */
  label: number | null;
}

/** What a statement selects to return entries, from `knowledge_entry AS entry` and what is joined in `fromEntries`. */
export const entryColumns = `
  entry.knowledge_base_id AS "knowledgeBase", entry.index, entry.soft_labels AS "softLabels", entry.example,
  example.key, example.texts, example.label`;

export const joinExample = `
  JOIN knowledge_base ON knowledge_base.id = entry.knowledge_base_id
  JOIN example ON example.dataset_digest = knowledge_base.dataset_digest AND example.index = entry.example`;
