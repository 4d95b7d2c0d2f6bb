import type { ReactNode } from "react";

type FormLayoutProps = {
  children: ReactNode;
  aside?: ReactNode;
  /** What comes before the children and, on narrow screens, before what is beside them. */
  lead?: ReactNode;
};

/** A form in one column of at most 640 px; from 1100 px on, what stands and what comes next is beside it. */
export function FormLayout({ children, aside, lead }: FormLayoutProps) {
  const beside = aside && <aside className="grid max-w-form gap-4 lg:sticky lg:top-7">{aside}</aside>;
  const columns =
    "grid-cols-[minmax(0,1fr)] items-start gap-8 lg:grid-cols-[minmax(0,640px)_minmax(0,1fr)] lg:gap-x-10";
  if (!lead)
    return (
      <div className={`grid ${columns}`}>
        <div className="w-full max-w-form">{children}</div>
        {beside}
      </div>
    );
  return (
    <div className={`grid lg:grid-rows-[auto_1fr] ${columns}`}>
      <div className="w-full max-w-form">{lead}</div>
      {beside && <div className="lg:row-span-2 lg:self-stretch">{beside}</div>}
      <div className="w-full max-w-form lg:col-start-1">{children}</div>
    </div>
  );
}
