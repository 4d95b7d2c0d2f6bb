import type { ReactNode } from "react";
import { Breadcrumb, type Crumb } from "@/components/ui/breadcrumb";

type PageHeaderProps = {
  title: string;
  crumbs?: readonly Crumb[] | undefined;
  /** A status beside the title. */
  status?: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** The page's one main action, and at most a quiet one before it. */
  actions?: ReactNode;
};

/** The top of a page: where it is, its one `h1`, and its main action. */
export function PageHeader({ title, crumbs, status, description, actions }: PageHeaderProps) {
  return (
    <header className="grid gap-2">
      {crumbs && <Breadcrumb crumbs={crumbs} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {status}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {description && <div className="max-w-form text-ink-muted">{description}</div>}
    </header>
  );
}
