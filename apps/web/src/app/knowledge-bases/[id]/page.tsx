import { KnowledgeBasePage } from '../../../knowledge-base/knowledge-base-page.tsx';

export const metadata = { title: 'Knowledge base' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <KnowledgeBasePage id={decodeURIComponent(id)} />;
}
