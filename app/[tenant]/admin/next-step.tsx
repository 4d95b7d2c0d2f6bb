import type { ReactNode } from "react";
import { RetryForm } from "@/components/health/retry-form";
import { LinkButton } from "@/components/ui/link-button";
import type { CauseRow } from "@/lib/health/read-causes";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { tryAgain } from "./actions";

const tabs = { remote_mailbox: "remote-mailbox", outgoing_smtp: "outgoing-smtp" } as const;

type Place = { systemEmailId: string; half: keyof typeof tabs };

function tabHref(slug: string, { systemEmailId, half }: Place): string {
  return `/${slug}/admin/emails/${systemEmailId}/${tabs[half]}`;
}

/** Where one of the mailboxes of a cause is mended: its dialog where somebody has to sign in, else its tab. */
export function mailboxHref(context: UserContext, half: CauseRow["halves"][number], next: CauseRow["next"]): string {
  const isToAuthorize = (next === "authorize" || next === "reauthorize") && mayDo(context, "grant:write");
  if (!isToAuthorize) return tabHref(context.slug, half);
  return `${tabHref(context.slug, { systemEmailId: half.systemEmailId, half: half.serving })}/oauth2`;
}

/** The button of a cause's next step; null for who may not take it. */
export function nextStep(context: UserContext, cause: CauseRow): ReactNode {
  const { slug } = context;
  const [first] = cause.halves;
  if (first === undefined) return null;
  const configHref = `/${slug}/admin/identity-providers/${cause.idpConfigId ?? ""}`;
  const servingTab = tabHref(slug, { systemEmailId: first.systemEmailId, half: first.serving });
  switch (cause.next) {
    case "authorize":
      return mayDo(context, "grant:write") && link(`${servingTab}/oauth2`, "Authorize", cause.title);
    case "reauthorize":
      return mayDo(context, "grant:write") && link(`${servingTab}/oauth2`, "Re-authorize", cause.title);
    case "replace_secret":
      return mayDo(context, "idp_config:write") && link(configHref, "Replace secret", cause.title);
    case "open_idp_config":
      return link(configHref, "Open IdP Config", cause.title);
    case "enable_idp_config":
      return mayDo(context, "idp_config:write") && link(configHref, "Enable IdP Config", cause.title);
    case "enter_password":
      return mayDo(context, "system_email:write") && link(servingTab, "Enter password", cause.title);
    case "retry":
      return (
        mayDo(context, "system_email:verify") && (
          <RetryForm action={tryAgain.bind(null, { tenant: slug, causeKey: cause.key })} title={cause.title} />
        )
      );
  }
}

function link(href: string, label: string, title: string): ReactNode {
  return (
    <LinkButton href={href} prefetch={false} size="small" variant="primary">
      {label}
      <span className="sr-only">: {title}</span>
    </LinkButton>
  );
}
