import { CopyButton } from './copy-button.tsx';

/** A shell command, ready to copy. */
export function Command({ text, what = 'the command' }: { text: string; what?: string }) {
  return (
    <div className="flex items-center gap-2 rounded border bg-sunken py-1 pl-3 pr-1">
      <code
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto whitespace-pre py-1 font-mono text-xs"
      >
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
