/** The one or two texts of an example; the second of a pair stands below the first, marked. */
export function ExampleText({
  texts,
  size = 'small',
}: {
  texts: readonly string[];
  size?: 'small' | 'large';
}) {
  const large = size === 'large';
  return (
    <span className={large ? 'block space-y-2 text-base' : 'block'}>
      {texts.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an example's texts have no other identity than their place
        <span key={index} className="flex gap-2">
          {texts.length > 1 && (
            <span
              className={
                large
                  ? 'w-4 shrink-0 text-xs leading-6 text-ink-2'
                  : 'w-3 shrink-0 text-xs leading-5 text-ink-2'
              }
            >
              {index === 0 ? 'A' : 'B'}
            </span>
          )}
          <span className="wrap-anywhere">{text}</span>
        </span>
      ))}
    </span>
  );
}
