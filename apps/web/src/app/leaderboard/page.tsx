import { LeaderboardPage } from '../../leaderboard/leaderboard-page.tsx';

export const metadata = { title: 'Leaderboard' };

export default function Page() {
  return <LeaderboardPage />;
}
