import Link from "next/link";
import { Fragment } from "react";

/** A step of the path; the last one, where the reader is, has no link. */
export type Crumb = { label: string; href?: string | undefined };

/** The path to this page, as the URL has it. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-x-1.5 text-xs text-ink-muted">
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.label}>
            {index > 0 && (
              <li aria-hidden className="text-ink-faint">
                /
              </li>
            )}
            <li className="min-w-0 wrap-anywhere">
              {crumb.href ? (
                <Link href={crumb.href} className="hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
              ) : (
                <span aria-current="page">{crumb.label}</span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
