import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { dayWords, judgeExpiry } from "@/components/idp-config/secret-expiry";
import { classNames } from "@/components/ui/class-names";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactWords } from "@/components/ui/time-words";

type ClientSecret = {
  id: string;
  expiresOn: Date | null;
  createdAt: Date;
  /** When the provider first took it. */
  provenAt: Date | null;
  /** When the provider last refused it; null once it took it again. */
  refusedAt: Date | null;
};

type IdpConfigAsideProps = {
  usedBy: readonly { address: string; href: string; half: "remote_mailbox" | "outgoing_smtp" }[];
  clientSecrets: readonly ClientSecret[];
  /** Where a client secret is removed, up to its id; null for those who may not. */
  removeHref: string | null;
  timeZone: string;
};

/** Beside an IdP Config: which System Emails use it, and its client secrets, of which only the dates are told. */
export function IdpConfigAside({ usedBy, clientSecrets, removeHref, timeZone }: IdpConfigAsideProps) {
  return (
    <>
      <section className="grid gap-2 rounded-md border bg-surface px-4 py-3">
        <h2 className="font-semibold">Used by</h2>
        {usedBy.length === 0 && <p className="text-ink-muted">No System Email uses it.</p>}
        <ul className="grid gap-1.5">
          {usedBy.map(({ address, href, half }) => (
            <li key={href}>
              <Link href={href} className="link font-mono text-xs wrap-anywhere">
                {address}
              </Link>{" "}
              <span className="text-xs text-ink-muted">
                {half === "remote_mailbox" ? "Remote Mailbox" : "Outgoing (SMTP)"}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section className="grid gap-2 rounded-md border bg-surface px-4 py-3">
        <h2 className="font-semibold">Client secrets</h2>
        {clientSecrets.length === 0 && <p className="text-ink-muted">None is saved yet.</p>}
        <ul className="grid gap-2.5">
          {clientSecrets.map((secret) => (
            <li key={secret.id} className="flex items-start justify-between gap-3">
              <SecretFacts {...secret} timeZone={timeZone} />
              {removeHref !== null && clientSecrets.length > 1 && (
                <LinkButton
                  href={`${removeHref}${secret.id}`}
                  scroll={false}
                  size="small"
                  aria-label={`Remove the client secret added ${exactWords(secret.createdAt, timeZone)}`}
                >
                  Remove
                </LinkButton>
              )}
            </li>
          ))}
        </ul>
        {clientSecrets.length > 1 && (
          <p className="text-xs text-ink-muted">
            They are tried newest first, so that a new one can be added before the old one dies.
          </p>
        )}
      </section>
    </>
  );
}

function SecretFacts({ expiresOn, createdAt, provenAt, refusedAt, timeZone }: ClientSecret & { timeZone: string }) {
  return (
    <div>
      Added <RelativeTime at={createdAt} timeZone={timeZone} />, <Expiry expiresOn={expiresOn} />
      {refusedAt !== null ? (
        <Mark icon={CircleX} ink="text-danger">
          the provider refused it <RelativeTime at={refusedAt} timeZone={timeZone} />
        </Mark>
      ) : provenAt !== null ? (
        <Mark icon={CircleCheck} ink="text-success">
          the provider takes it
        </Mark>
      ) : (
        <Mark icon={CircleDashed} ink="text-ink-muted">
          not tried yet
        </Mark>
      )}
    </div>
  );
}

function Mark({ icon: Icon, ink, children }: { icon: LucideIcon; ink: string; children: ReactNode }) {
  return (
    <span className="flex items-start gap-1.5 text-xs text-ink-muted">
      <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", ink)} />
      <span>{children}</span>
    </span>
  );
}

function Expiry({ expiresOn }: { expiresOn: Date | null }) {
  if (expiresOn === null) return <span className="text-ink-muted">expiry not entered</span>;
  const { words, isWarning } = judgeExpiry(expiresOn);
  return (
    <time
      dateTime={expiresOn.toISOString().slice(0, 10)}
      title={dayWords(expiresOn)}
      className={classNames(isWarning && "font-medium text-warning")}
    >
      {words}
    </time>
  );
}
