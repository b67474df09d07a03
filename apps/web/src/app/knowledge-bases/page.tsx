import { KnowledgeBasesPage } from '../../knowledge-base/knowledge-bases-page.tsx';

export const metadata = { title: 'Knowledge bases' };

export default function Page() {
  return <KnowledgeBasesPage />;
}
