/** A shell command that builds the HNSW index of a knowledge base. @param url of the API, without a trailing slash */
export function indexCommand(url: string, knowledgeBase: string): string {
  const query = `mutation { buildKnowledgeBaseIndex(input: { id: "${knowledgeBase}" }) { errors { message } } }`;
  return `curl -H 'content-type: application/json' -d '${JSON.stringify({ query })}' ${url}/graphql`;
}
