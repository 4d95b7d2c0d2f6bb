/** How many alerts wait for somebody, at the end of a line of the navigation; nothing when none does. */
export function AlertCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="min-w-5 rounded-full bg-danger-fill px-1.5 text-center text-xs font-semibold text-danger-fill-contrast tabular-nums">
      {count > 99 ? "99+" : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
