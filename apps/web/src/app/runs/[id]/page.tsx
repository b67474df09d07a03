import { RunPage } from '../../../run/run-page.tsx';

export const metadata = { title: 'Run' };

export default async function Page({ params }: PageProps<'/runs/[id]'>) {
  const { id } = await params;
  return <RunPage id={decodeURIComponent(id)} />;
}
