import { ChevronDown } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { Steps } from "@/components/ui/steps";
import type { PortalGuide as Guide, PortalCopy, PortalField } from "@/lib/providers/portal-steps";

type PortalGuideProps = {
  guide: Guide;
  /** What each step puts on the clipboard. */
  copies: Readonly<Record<PortalCopy, readonly string[]>>;
};

const fieldLabels: Record<PortalField, { id: string; label: string }> = {
  clientId: { id: "clientId", label: "Client ID" },
  clientSecret: { id: "clientSecret", label: "Client Secret" },
  clientSecretExpiresOn: { id: "secretExpiresOn", label: "Client Secret expires on" },
  directoryId: { id: "directoryId", label: "Directory (tenant) ID" },
  authorizationEndpoint: { id: "authorizationEndpoint", label: "Authorization Endpoint" },
  tokenEndpoint: { id: "tokenEndpoint", label: "Token Endpoint" },
  scopes: { id: "scopes", label: "Scopes" },
};

/** What to do in the provider's portal, beside the form, with the values to paste there. */
export function PortalGuide({ guide, copies }: PortalGuideProps) {
  const { portal, steps, leftOut } = guide;
  return (
    <details open className="group rounded-md border bg-sunken">
      <summary className="flex items-center justify-between gap-2 px-4 py-3 font-semibold lg:pointer-events-none">
        {portal === null ? "At your provider" : `In the ${portal.name}`}
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-muted group-open:rotate-180 lg:hidden" />
      </summary>
      <div className="grid gap-4 px-4 pb-4 text-xs">
        {portal && (
          <p>
            <a href={portal.address} target="_blank" rel="noreferrer" className="link">
              {portal.address.replace("https://", "")}
            </a>{" "}
            <span className="text-ink-muted">opens in a new tab</span>
          </p>
        )}
        <Steps
          steps={steps.map(({ title, body, copies: copied, fills }) => ({
            title: <span className="font-medium">{title}</span>,
            body: (
              <>
                <p>{body}</p>
                <CopyList values={copied.flatMap((kind) => copies[kind])} />
                {fills.length > 0 && <Fills fields={fills} />}
              </>
            ),
          }))}
        />
        {leftOut && <p className="border-t pt-3 text-ink-muted">{leftOut}</p>}
      </div>
    </details>
  );
}

function CopyList({ values }: { values: readonly string[] }) {
  if (values.length === 0) return null;
  return (
    <ul className="grid gap-1">
      {values.map((value) => (
        <li
          key={value}
          className="flex items-center justify-between gap-2 rounded-sm border bg-surface py-0.5 pr-0.5 pl-2"
        >
          <code className="min-w-0 font-mono text-ink wrap-anywhere">{value}</code>
          <CopyButton text={value} className="shrink-0 border-transparent" />
        </li>
      ))}
    </ul>
  );
}

function Fills({ fields }: { fields: readonly PortalField[] }) {
  return (
    <p>
      Goes into{" "}
      {fields.map((field, index) => (
        <span key={field}>
          {index > 0 && (index === fields.length - 1 ? " and " : ", ")}
          <a href={`#${fieldLabels[field].id}`} className="link">
            {fieldLabels[field].label}
          </a>
        </span>
      ))}
      .
    </p>
  );
}
