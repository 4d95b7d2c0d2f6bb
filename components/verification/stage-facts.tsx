import type { ReactNode } from "react";
import type { HostAddress, TlsFacts } from "@/lib/mail/schema";

const outcomes: Readonly<Record<HostAddress["outcome"], string>> = {
  found: "",
  refused_by_policy: "kept back by the operator's rules",
  connected: "answered",
  failed: "did not answer",
  not_tried: "not tried",
};

/** The addresses of a host, IPv4 and IPv6, and what became of dialling each. */
export function AddressList({ addresses }: { addresses: readonly HostAddress[] }) {
  return (
    <ul className="divide-y rounded-md border text-xs">
      {addresses.map(({ address, family, outcome, error, durationMs }) => (
        <li key={address} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5">
          <span className="font-mono wrap-anywhere">{address}</span>
          <span className="text-ink-muted">IPv{family}</span>
          <span className={outcome === "failed" ? "text-danger" : "text-ink-muted"}>
            {outcomes[outcome]}
            {error !== undefined && <span className="font-mono"> {error}</span>}
          </span>
          {durationMs !== undefined && <span className="text-ink-muted tabular-nums">{durationMs} ms</span>}
        </li>
      ))}
    </ul>
  );
}

/** The encryption and the certificates that a server showed. */
export function CertificateFacts({ tls, isRefused }: { tls: TlsFacts; isRefused: boolean }) {
  const [own, ...above] = tls.chain;
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md border px-3 py-2 text-xs">
      {tls.version && <Fact label="Encryption">{[tls.version, tls.cipher].filter(Boolean).join(", ")}</Fact>}
      {tls.names.length > 0 && <Fact label="Made out to">{tls.names.join(", ")}</Fact>}
      {own && (
        <>
          <Fact label="Certificate">{own.subject}</Fact>
          <Fact label="Issued by">{[own.issuer, ...above.slice(1).map(({ subject }) => subject)].join(" ← ")}</Fact>
          <Fact label="Valid">
            {formatDay(own.validFrom)} to {formatDay(own.validUntil)}
            {tls.daysLeft !== undefined && ` (${countDays(tls.daysLeft)})`}
          </Fact>
        </>
      )}
      {isRefused && (
        <div className="col-span-2 pt-1 text-ink-muted">
          Seen in a second look that trusts nobody and sends nothing. Mailgrant never uses such a connection.
        </div>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="font-mono wrap-anywhere">{children}</dd>
    </div>
  );
}

function countDays(days: number): string {
  if (days < 0) return "it has ended";
  return days === 1 ? "1 day left" : `${days} days left`;
}

function formatDay(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
