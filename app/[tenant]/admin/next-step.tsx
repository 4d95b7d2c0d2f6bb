import type { ReactNode } from "react";
import { RetryForm } from "@/components/health/retry-form";
import { ShowStepsLink } from "@/components/health/show-steps-link";
import type { ButtonVariant } from "@/components/ui/button-style";
import { LinkButton } from "@/components/ui/link-button";
import { placeStep, tabPath } from "@/lib/health/place-step";
import type { CauseRow } from "@/lib/health/read-causes";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { tryAgain } from "./actions";

type Half = CauseRow["halves"][number];

/** The Emails list, narrowed to what a cause concerns. */
export function causeListHref(slug: string, cause: Pick<CauseRow, "key">): string {
  return adminHref(slug, causeListPath(cause));
}

function causeListPath({ key }: Pick<CauseRow, "key">): string {
  return `/emails?${new URLSearchParams({ cause: key })}`;
}

function adminHref(slug: string, path: string): string {
  return `/${slug}/admin${path}`;
}

/** Whether somebody has to sign in to mend it, and the reader may see to that. */
export function isToAuthorize(context: UserContext, { next }: Pick<CauseRow, "next">): boolean {
  return (next === "authorize" || next === "reauthorize") && mayDo(context, "grant:write");
}

/** Where one of the mailboxes of a cause is mended: its dialog where somebody has to sign in, else its tab. */
export function mailboxHref(context: UserContext, half: Half, cause: Pick<CauseRow, "next">): string {
  const path = isToAuthorize(context, cause) ? `${servingPath(half)}/oauth2` : tabPath(half);
  return adminHref(context.slug, path);
}

/** The tab of the half by which a half signs in. */
function servingPath({ systemEmailId, serving }: Half): string {
  return tabPath({ systemEmailId, half: serving });
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
  const [first] = cause.halves;
  if (first === undefined || !mayTake(context, cause)) return null;
  if (cause.next === "retry") return retry(context, cause, "primary");
  const commandCount = cause.diagnosis?.commands.length ?? 0;
  const { label: text, path } = placeStep({ ...cause, first, commandCount, listPath: causeListPath(cause) });
  if (path !== null) return link(adminHref(context.slug, path), text, cause.title);
  return <ShowStepsLink stepsId={stepsId}>{label(text, cause.title)}</ShowStepsLink>;
}

/** Whether the reader may do what the step asks for; to look is for everybody. */
function mayTake(context: UserContext, { next }: CauseRow): boolean {
  switch (next) {
    case "authorize":
    case "reauthorize":
      return mayDo(context, "grant:write");
    case "replace_secret":
    case "enable_idp_config":
      return mayDo(context, "idp_config:write");
    case "enter_password":
      return mayDo(context, "system_email:write");
    default:
      return true;
  }
}

/** What tries whether it is mended, where the first step is to mend it. */
function stepAfterwards(context: UserContext, cause: CauseRow): ReactNode {
  const [first] = cause.halves;
  if (cause.afterwards === "retry") return retry(context, cause, "secondary");
  if (cause.afterwards === null || first === undefined || !mayDo(context, "grant:write")) return null;
  const path = cause.emailCount > 1 ? causeListPath(cause) : `${servingPath(first)}/oauth2`;
  return link(adminHref(context.slug, path), "Re-authorize", cause.title, "secondary");
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
