import { EvaluationPage } from '../../../evaluation/evaluation-page.tsx';

export const metadata = { title: 'Evaluation' };

export default async function Page({ params }: PageProps<'/evaluations/[id]'>) {
  const { id } = await params;
  return <EvaluationPage id={decodeURIComponent(id)} />;
}
