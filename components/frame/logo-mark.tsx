/** The mark: an envelope whose seal is a keyhole. Decorative; the product's name stands beside it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="fill-none stroke-accent-contrast" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round">
        <rect x="6.5" y="9" width="19" height="14" rx="2.5" />
        <path d="m7.5 10.5 5.4 4.3m11.6-4.3-5.4 4.3" />
        <circle cx="16" cy="15.5" r="2.4" />
        <path d="M16 18v2" />
      </g>
    </svg>
  );
}
