import type { ReactNode } from "react";
import { CurrentLink } from "@/components/ui/current-link";
import { ShowCurrentTab } from "@/components/ui/show-current-tab";

export type Tab = {
  label: string;
  href: string;
  /** Left out, the URL decides. */
  isCurrent?: boolean | undefined;
  /** Pages below the tab's own do not count as it; for the tab whose path begins all others. */
  isExact?: boolean | undefined;
  /** A status icon or a count after the label. */
  mark?: ReactNode;
};

/**
 * Tabs that are links: the URL is the state. On a narrow screen they scroll sideways, fade where there are more, and begin
 * with the current one in view.
 */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="tab-strip">
      <ul className="flex min-w-max gap-5 border-b">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <CurrentLink
              href={tab.href}
              isCurrent={tab.isCurrent}
              isExact={tab.isExact}
              scroll={false}
              className="flex items-center gap-1.5 border-b-2 border-transparent pt-1.5 pb-2 font-medium text-ink-muted transition-colors -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {tab.label}
              {tab.mark}
            </CurrentLink>
          </li>
        ))}
      </ul>
      <ShowCurrentTab />
    </nav>
  );
}
