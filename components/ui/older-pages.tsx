import { ChevronRight, ChevronsLeft } from "lucide-react";
import { LinkButton } from "@/components/ui/link-button";

type OlderPagesProps = {
  /** Back to the newest, on every page but the first. */
  newestHref?: string | undefined;
  /** On, on every page but the last. */
  olderHref?: string | undefined;
};

/** The way through a record that is too long to be counted: to older rows, and back to the newest. */
export function OlderPages({ newestHref, olderHref }: OlderPagesProps) {
  if (!newestHref && !olderHref) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2">
      {newestHref && (
        <LinkButton href={newestHref} size="small">
          <ChevronsLeft aria-hidden /> Newest
        </LinkButton>
      )}
      {olderHref && (
        <LinkButton href={olderHref} size="small" rel="next">
          Older <ChevronRight aria-hidden />
        </LinkButton>
      )}
    </nav>
  );
}
