import type { ReactNode } from "react";
import { formatCount } from "@/components/health/health-words";
import { RetryForm } from "@/components/health/retry-form";
import { ShowStepsLink } from "@/components/health/show-steps-link";
import type { ButtonVariant } from "@/components/ui/button-style";
import { LinkButton } from "@/components/ui/link-button";
import type { CauseRow } from "@/lib/health/read-causes";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { tryAgain } from "./actions";

const tabs = { remote_mailbox: "remote-mailbox", outgoing_smtp: "outgoing-smtp" } as const;
const tabNames = { remote_mailbox: "Remote Mailbox", outgoing_smtp: "Outgoing (SMTP)" } as const;

type Half = CauseRow["halves"][number];
type Place = Pick<Half, "systemEmailId" | "half">;

function tabHref(slug: string, { systemEmailId, half }: Place): string {
  return `/${slug}/admin/emails/${systemEmailId}/${tabs[half]}`;
}

/** The Emails list, narrowed to what a cause concerns. */
export function causeListHref(slug: string, { key }: Pick<CauseRow, "key">): string {
  return `/${slug}/admin/emails?${new URLSearchParams({ cause: key })}`;
}

/** Whether somebody has to sign in to mend it, and the reader may see to that. */
export function isToAuthorize(context: UserContext, { next }: Pick<CauseRow, "next">): boolean {
  return (next === "authorize" || next === "reauthorize") && mayDo(context, "grant:write");
}

/** Where one of the mailboxes of a cause is mended: its dialog where somebody has to sign in, else its tab. */
export function mailboxHref(context: UserContext, half: Half, cause: Pick<CauseRow, "next">): string {
  return isToAuthorize(context, cause) ? `${servingHref(context.slug, half)}/oauth2` : tabHref(context.slug, half);
}

/** The tab of the half by which a half signs in. */
function servingHref(slug: string, { systemEmailId, serving }: Half): string {
  return tabHref(slug, { systemEmailId, half: serving });
}

/**
 * The buttons of a cause's next step, on Health and on the page of its alert: what mends it first, and then what tries
 * whether it is mended; null for who may do neither. `stepsId` is the element that has its steps and commands.
 */
export function nextStep(context: UserContext, cause: CauseRow, stepsId: string): ReactNode {
  const first = firstStep(context, cause, stepsId);
  const afterwards = stepAfterwards(context, cause);
  if (!first && !afterwards) return null;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {first}
      {afterwards}
    </div>
  );
}

function firstStep(context: UserContext, cause: CauseRow, stepsId: string): ReactNode {
  const { slug } = context;
  const [first] = cause.halves;
  if (first === undefined) return null;
  const count = cause.emailCount;
  const button = (href: string, label: string) => link(href, label, cause.title);
  // A group's mailboxes are each mended on their own page.
  const each = (href: string, one: string, many: string) =>
    count > 1 ? button(causeListHref(slug, cause), many) : button(href, one);
  const mailboxes = `${formatCount(count)} mailboxes`;
  const serving = servingHref(slug, first);
  switch (cause.next) {
    case "authorize":
      return isToAuthorize(context, cause) && each(`${serving}/oauth2`, "Authorize", `Authorize ${mailboxes}`);
    case "reauthorize":
      return isToAuthorize(context, cause) && each(`${serving}/oauth2`, "Re-authorize", `Re-authorize ${mailboxes}`);
    case "replace_secret":
      return mayDo(context, "idp_config:write") && button(configHref(slug, cause), "Replace secret");
    case "open_idp_config":
      return button(isOfConfig(cause) ? configHref(slug, cause) : `${serving}/oauth2/idp-config`, "Open IdP Config");
    case "enable_idp_config":
      return mayDo(context, "idp_config:write") && button(configHref(slug, cause), "Enable IdP Config");
    case "enter_password":
      return mayDo(context, "system_email:write") && each(serving, "Enter password", `Open ${mailboxes}`);
    case "open_settings":
      return each(tabHref(slug, first), `Open ${tabNames[first.half]}`, `Open ${mailboxes}`);
    case "see_check":
      return each(tabHref(slug, first), "See the failed check", `See ${mailboxes}`);
    case "show_command":
    case "show_steps":
    case "ask_administrator":
      return <ShowStepsLink stepsId={stepsId}>{label(nameSteps(cause), cause.title)}</ShowStepsLink>;
    case "retry":
      return retry(context, cause, "primary");
  }
}

/** What tries whether it is mended, where the first step is to mend it. */
function stepAfterwards(context: UserContext, cause: CauseRow): ReactNode {
  const [first] = cause.halves;
  if (cause.afterwards === "retry") return retry(context, cause, "secondary");
  if (cause.afterwards === null || first === undefined || !mayDo(context, "grant:write")) return null;
  const href = cause.emailCount > 1 ? causeListHref(context.slug, cause) : `${servingHref(context.slug, first)}/oauth2`;
  return link(href, "Re-authorize", cause.title, "secondary");
}

/** Whether the IdP Config as such is meant, rather than what one mailbox asks of it. */
function isOfConfig({ reason, emailCount }: CauseRow): boolean {
  return emailCount > 1 || reason === "idp_config_refused" || reason === "refresh_refused";
}

function configHref(slug: string, { idpConfigId }: CauseRow): string {
  return `/${slug}/admin/identity-providers/${idpConfigId ?? ""}`;
}

function nameSteps({ diagnosis }: CauseRow): string {
  const count = diagnosis?.commands.length ?? 0;
  return count === 0 ? "Show steps" : count === 1 ? "Show command" : "Show commands";
}

function retry(context: UserContext, { key, title }: CauseRow, variant: ButtonVariant): ReactNode {
  const action = tryAgain.bind(null, { tenant: context.slug, causeKey: key });
  return mayDo(context, "system_email:verify") && <RetryForm action={action} title={title} variant={variant} />;
}

function link(href: string, text: string, title: string, variant: ButtonVariant = "primary"): ReactNode {
  return (
    <LinkButton href={href} prefetch={false} size="small" variant={variant}>
      {label(text, title)}
    </LinkButton>
  );
}

function label(text: string, title: string): ReactNode {
  return (
    <>
      {text}
      <span className="sr-only">: {title}</span>
    </>
  );
}
