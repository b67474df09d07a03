'use client';

import { useMemo, useSyncExternalStore } from 'react';

export interface ChartColors {
  line: string;
  band: string;
  faint: string;
  grid: string;
  text: string;
}

function subscribe(changed: () => void): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener('themechange', changed);
  dark.addEventListener('change', changed);
  return () => {
    window.removeEventListener('themechange', changed);
    dark.removeEventListener('change', changed);
  };
}

/** What a color token is in the theme that is on: a canvas can't read tokens itself. */
function resolved(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

const snapshot = (): string => ['student', 'line', 'ink-2'].map(resolved).join('|');

/** Colors for a canvas, again whenever the theme changes. */
export function useChartColors(): ChartColors {
  const colors = useSyncExternalStore(subscribe, snapshot, () => '||');
  return useMemo(() => {
    const [line = '', grid = '', text = ''] = colors.split('|');
    return { line, grid, text, band: translucent(line, 0.16), faint: translucent(line, 0.35) };
  }, [colors]);
}

function translucent(color: string, alpha: number): string {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}
