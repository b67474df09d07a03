'use client';

import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { parseTheme, type Theme, themeCookie } from './theme.ts';

const choices = [
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
  { theme: 'system', label: 'As the system', icon: 'monitor' },
] as const;

/** Light, dark or as the system says; remembered in a cookie so that the server's first page has it already. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const choose = (value: string) => {
    if (!value) return;
    const next = parseTheme(value);
    setTheme(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    window.dispatchEvent(new Event('themechange'));
  };
  return (
    <ToggleGroup.Root
      type="single"
      value={theme}
      onValueChange={choose}
      aria-label="Theme"
      className="flex gap-0.5"
    >
      {choices.map(({ theme: value, label, icon }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          aria-label={label}
          title={label}
          className="grid size-7 place-items-center rounded text-ink-2 hover:bg-hover hover:text-ink data-[state=on]:bg-hover data-[state=on]:text-ink"
        >
          <Icon name={icon} />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
