/** The mutations that the client's methods send; each payload is read under the alias `payload`. */
function document(field: string, input: string): string {
  return `mutation ($input: ${input}!) { payload: ${field}(input: $input) { errors { code message path } } }`;
}

export const createRun = document('createRun', 'CreateRunInput');
export const updateRun = document('updateRun', 'UpdateRunInput');
export const resumeRun = document('resumeRun', 'ResumeRunInput');
export const finishRun = document('finishRun', 'FinishRunInput');
export const logMetrics = document('logMetrics', 'LogMetricsInput');
export const registerDataset = document('registerDataset', 'RegisterDatasetInput');
export const createKnowledgeBase = document('createKnowledgeBase', 'CreateKnowledgeBaseInput');
export const sealKnowledgeBase = document('sealKnowledgeBase', 'SealKnowledgeBaseInput');
export const createEvaluation = document('createEvaluation', 'CreateEvaluationInput');
export const finishEvaluation = document('finishEvaluation', 'FinishEvaluationInput');
