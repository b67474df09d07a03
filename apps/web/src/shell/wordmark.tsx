/** The product's name beside its mark: a still's pot and the drop that leaves it. */
export function Wordmark() {
  return (
    <span className="flex items-center gap-2 text-base font-medium">
      <svg
        width="18"
        height="18"
        viewBox="0 0 18 18"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path
          d="M2.5 15.5h8V11a4 4 0 0 0-2.2-3.6V4.6c0-1.2.8-2 2-2 1.4 0 2 .6 2.6 1.9l2.1 4.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path d="M2.5 15.5V11A4 4 0 0 1 4.7 7.4V4.6" strokeLinecap="round" />
        <path
          d="M15 12.2c.9 1.1 1.3 1.6 1.3 2.2a1.3 1.3 0 0 1-2.6 0c0-.6.4-1.1 1.3-2.2Z"
          fill="currentColor"
          stroke="none"
        />
      </svg>
      Stillhouse
    </span>
  );
}
