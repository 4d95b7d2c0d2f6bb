import Link from "next/link";
import { dayWords, judgeExpiry } from "@/components/idp-config/secret-expiry";
import { classNames } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";

type IdpConfigAsideProps = {
  usedBy: readonly { address: string; href: string; half: "remote_mailbox" | "outgoing_smtp" }[];
  clientSecrets: readonly { id: string; expiresOn: Date | null; createdAt: Date }[];
  timeZone: string;
};

/** Beside an IdP Config: which System Emails use it, and its client secrets, of which only the dates are told. */
export function IdpConfigAside({ usedBy, clientSecrets, timeZone }: IdpConfigAsideProps) {
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
        <ul className="grid gap-1.5">
          {clientSecrets.map(({ id, expiresOn, createdAt }) => (
            <li key={id}>
              Added <RelativeTime at={createdAt} timeZone={timeZone} />, <Expiry expiresOn={expiresOn} />
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
