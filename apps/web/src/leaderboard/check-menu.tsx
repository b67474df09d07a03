'use client';

import { DropdownMenu } from 'radix-ui';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** A menu of things that are shown or not. The last one that is shown can't be taken away. */
export function CheckMenu({
  title,
  options,
  checked,
  onChange,
}: {
  title: string;
  options: readonly { value: string; title: string }[];
  checked: readonly string[];
  onChange: (checked: string[]) => void;
}) {
  const toggle = (value: string, on: boolean) => {
    const next = options
      .map((option) => option.value)
      .filter((key) => (key === value ? on : checked.includes(key)));
    if (next.length > 0) onChange(next);
  };
  return (
    // A modal menu locks scrolling with a style element that has no nonce.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonClass}>
        <Icon name="columns" size={12} />
        {title}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-44 max-w-[calc(100vw-2rem)] rounded border bg-raised p-1 shadow-lg"
        >
          {options.map((option) => (
            <DropdownMenu.CheckboxItem
              key={option.value}
              checked={checked.includes(option.value)}
              onCheckedChange={(on) => toggle(option.value, on)}
              onSelect={(event) => event.preventDefault()}
              className="flex h-7 cursor-pointer select-none items-center gap-2 rounded-sm px-2 text-xs outline-none data-[highlighted]:bg-hover"
            >
              <span className="w-3.5">
                <DropdownMenu.ItemIndicator>
                  <Icon name="check" size={12} />
                </DropdownMenu.ItemIndicator>
              </span>
              <span className="truncate">{option.title}</span>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
