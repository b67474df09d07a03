import { useEffect } from 'react';

/** Names the window after the page while it is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Stillhouse`;
  }, [title]);
}
