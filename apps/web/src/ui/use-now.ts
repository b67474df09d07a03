import { useEffect, useState } from 'react';

/** The time now in milliseconds, again every `interval` milliseconds while `ticking`. */
export function useNow(interval: number, ticking = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval, ticking]);
  return now;
}
