import { useApiUrl } from '../apollo/provider.tsx';
import { Command } from '../ui/command.tsx';
import { indexCommand } from './index-command.ts';

/** Says that there is no index, and how to build one. */
export function BuildIndex({ knowledgeBase }: { knowledgeBase: string }) {
  const url = useApiUrl();
  return (
    <div className="mt-4 max-w-2xl text-xs text-ink-2">
      <p className="mb-2">
        This knowledge base has no HNSW index. To compare HNSW with exact search, build one with the mutation{' '}
        <code className="font-mono">buildKnowledgeBaseIndex</code>. The index takes space of its own; the
        entries do not change.
      </p>
      <Command text={indexCommand(url, knowledgeBase)} />
    </div>
  );
}
