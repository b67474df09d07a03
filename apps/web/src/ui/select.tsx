'use client';

export interface Option {
  value: string;
  title: string;
}

/** A choice of one, the first of which ("any") is no choice. The browser's own control: it works on a phone and by keyboard. */
export function Select({
  label,
  any,
  value,
  options,
  onChange,
}: {
  label: string;
  any: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-7 max-w-44 rounded border bg-canvas px-1.5 text-xs text-ink hover:bg-hover data-[chosen=true]:border-accent data-[chosen=true]:bg-accent-soft"
      data-chosen={value !== ''}
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.title}
        </option>
      ))}
    </select>
  );
}
