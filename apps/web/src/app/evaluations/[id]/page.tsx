import { EvaluationPage } from '../../../evaluation/evaluation-page.tsx';

export const metadata = { title: 'Evaluation' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <EvaluationPage id={decodeURIComponent(id)} />;
}
