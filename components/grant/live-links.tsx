import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { LiveLink } from "@/lib/grant/list-authorization-links";

type LiveLinksProps = {
  links: readonly LiveLink[];
  timeZone: string;
  /** Where withdrawing one is asked about; null for whoever may not. */
  withdrawHref: ((linkId: string) => string) | null;
};

/** The Authorization Links of a half that still work. What a link is was shown when it was made, and never again. */
export function LiveLinks({ links, timeZone, withdrawHref }: LiveLinksProps) {
  const now = new Date();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="text-base font-semibold">Links that still work</h2>
      <p className="max-w-form text-ink-muted">
        Whoever has one of them can authorize this mailbox until it is used, expires or is withdrawn. “Opened” may also
        have been a program that looks at links in messages.
      </p>
      <Table
        caption="Links that still work"
        rows={links}
        rowKey={({ id }) => id}
        columns={[
          {
            header: "Made",
            cell: ({ createdByLabel, createdAt }) => (
              <>
                <span className="block font-medium wrap-anywhere">{createdByLabel}</span>
                <span className="block text-xs text-ink-muted">
                  <RelativeTime at={createdAt} timeZone={timeZone} now={now} />
                </span>
              </>
            ),
          },
          { header: "IdP Config", cell: ({ idpConfig }) => idpConfig.name, className: "wrap-anywhere" },
          { header: "Expires", cell: ({ expiresAt }) => <RelativeTime at={expiresAt} timeZone={timeZone} now={now} /> },
          {
            header: "Opened",
            cell: ({ openedAt }) =>
              openedAt === null ? (
                <span className="text-ink-muted">Not yet</span>
              ) : (
                <RelativeTime at={openedAt} timeZone={timeZone} now={now} />
              ),
          },
          {
            header: "Withdraw",
            isHeaderHidden: true,
            align: "end",
            cell: ({ id, createdByLabel }) =>
              withdrawHref && (
                <LinkButton
                  href={withdrawHref(id)}
                  size="small"
                  scroll={false}
                  aria-label={`Withdraw the link by ${createdByLabel}`}
                >
                  Withdraw
                </LinkButton>
              ),
          },
        ]}
      />
    </div>
  );
}
