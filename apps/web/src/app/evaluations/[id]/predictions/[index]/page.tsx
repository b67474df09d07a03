import { notFound } from 'next/navigation';
import { PredictionPage } from '../../../../../prediction/prediction-page.tsx';

export const metadata = { title: 'Example' };

export default async function Page({ params }: { params: Promise<{ id: string; index: string }> }) {
  const { id, index } = await params;
  if (!/^\d{1,9}$/.test(index)) notFound();
  return <PredictionPage evaluation={decodeURIComponent(id)} index={Number(index)} />;
}
