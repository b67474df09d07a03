import type { ReactNode } from 'react';

const drawings = {
  sun: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.85.85M11.75 11.75l.85.85M3.4 12.6l.85-.85M11.75 4.25l.85-.85" />
    </>
  ),
  moon: <path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z" />,
  monitor: <path d="M2 3h12v8H2zM6 14h4M8 11v3" />,
  runs: <path d="M2 12.5 5.5 7l3 3L14 3.5M2 14.5h12" />,
  memory: (
    <>
      <ellipse cx="8" cy="3.75" rx="5" ry="1.9" />
      <path d="M3 3.75v8.5c0 1.05 2.24 1.9 5 1.9s5-.85 5-1.9v-8.5M3 8c0 1.05 2.24 1.9 5 1.9S13 9.05 13 8" />
    </>
  ),
  board: <path d="M2.5 14V9h3.3v5M6.3 14V2.5h3.4V14M10.2 14V6h3.3v8M1.5 14h13" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  'chevron-right': <path d="m6 3.5 4.5 4.5L6 12.5" />,
  'chevron-left': <path d="M10 3.5 5.5 8l4.5 4.5" />,
  'arrow-up': <path d="M8 13V3.5M4 7l4-4 4 4" />,
  'arrow-down': <path d="M8 3v9.5M4 9l4 4 4-4" />,
  columns: <path d="M2 3h12v10H2zM6 3v10M10 3v10" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** A small line drawing in the text's color. It says nothing to those who hear the page: a word stands beside it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      {drawings[name]}
    </svg>
  );
}
