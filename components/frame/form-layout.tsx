import type { ReactNode } from "react";

/** A form in one column of at most 640 px; from 1100 px on, what stands and what comes next is beside it. */
export function FormLayout({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 lg:grid-cols-[minmax(0,640px)_minmax(0,1fr)] lg:gap-10">
      <div className="w-full max-w-form">{children}</div>
      {aside && <aside className="grid max-w-form gap-4 lg:sticky lg:top-7">{aside}</aside>}
    </div>
  );
}
