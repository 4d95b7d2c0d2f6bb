import type { ReactNode } from "react";

type EmptyStateProps = {
  /** An icon of 24 px. */
  icon?: ReactNode;
  /** What is not here yet. */
  title: string;
  /** What it is and why one would want it. */
  children: ReactNode;
  /** One button. */
  action?: ReactNode;
};

/** Teaches instead of being empty. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 rounded-md border border-dashed border-line-strong/60 px-6 py-12 text-center">
      {icon && (
        <div aria-hidden className="mb-1 grid size-11 place-items-center rounded-md border bg-surface text-ink-muted">
          {icon}
        </div>
      )}
      <p className="text-base font-semibold">{title}</p>
      <div className="max-w-prose max-w-form text-balance text-ink-muted">{children}</div>
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
