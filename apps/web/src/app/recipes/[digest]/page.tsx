import { RecipePage } from '../../../recipe/recipe-page.tsx';

export const metadata = { title: 'Recipe' };

export default async function Page({ params }: { params: Promise<{ digest: string }> }) {
  const { digest } = await params;
  return <RecipePage digest={decodeURIComponent(digest)} />;
}
