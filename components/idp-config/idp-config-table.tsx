import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { providerNames } from "@/components/idp-config/idp-config-values";
import { judgeExpiry } from "@/components/idp-config/secret-expiry";
import { type Column, Table } from "@/components/ui/table";
import type { ProviderName } from "@/lib/providers/presets";

type IdpConfigRow = {
  id: string;
  href: string;
  name: string;
  enabled: boolean;
  /** Since when the provider refuses it. */
  refusedAt: Date | null;
  provider: ProviderName;
  clientId: string;
  directoryId: string | null;
  hasSecret: boolean;
  secretExpiresOn: Date | null;
  /** Halves of System Emails. */
  uses: number;
};

const columns: Column<IdpConfigRow>[] = [
  {
    header: "Name",
    cell: ({ href, name, enabled, refusedAt }) => (
      <>
        <Link href={href} className="link font-medium">
          {name}
        </Link>
        {!enabled && <span className="text-ink-muted"> · Disabled</span>}
        {refusedAt !== null && (
          <span className="flex items-center gap-1.5 text-xs font-medium text-warning">
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            Refused by the provider
          </span>
        )}
      </>
    ),
  },
  { header: "Provider", cell: ({ provider }) => providerNames[provider], className: "sm:whitespace-nowrap" },
  { header: "Client ID", cell: ({ clientId }) => <Code>{clientId}</Code> },
  { header: "Directory", cell: ({ directoryId }) => (directoryId === null ? "–" : <Code>{directoryId}</Code>) },
  { header: "Client Secret", cell: (row) => <SecretExpiryCell {...row} />, className: "sm:whitespace-nowrap" },
  { header: "Used by", cell: ({ uses }) => (uses === 0 ? "Nothing" : uses), align: "end" },
];

/** The IdP Configs of a tenant. */
export function IdpConfigTable({ rows }: { rows: readonly IdpConfigRow[] }) {
  return <Table caption="IdP Configs" columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

function SecretExpiryCell({ hasSecret, secretExpiresOn }: IdpConfigRow) {
  if (!hasSecret) return "None saved";
  if (secretExpiresOn === null) return <span className="text-ink-muted">Expiry not entered</span>;
  const { words, isWarning } = judgeExpiry(secretExpiresOn);
  if (!isWarning) return words;
  return (
    <span className="inline-flex items-center gap-1.5 font-medium text-warning">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      {words}
    </span>
  );
}

function Code({ children }: { children: string }) {
  return <span className="font-mono text-xs">{children}</span>;
}
