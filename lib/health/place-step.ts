import type { CauseGroup } from "./cause-group";
import type { CauseStep } from "./choose-next-step";

/** Where a step is to be taken. */
type Place = Pick<CauseGroup, "reason" | "idpConfigId" | "emailCount"> & {
  next: CauseStep;
  /** One of the halves that it concerns, and the half that it signs in by. */
  first: Pick<CauseGroup["halves"][number], "systemEmailId" | "half" | "serving">;
  /** The list of them, below the Admin Panel, where there are several and each is mended on its own page. */
  listPath: string;
  /** How many commands the steps have, as far as that is known where the button stands. */
  commandCount: number;
};

/** A button's words, and where it leads below the tenant's Admin Panel; null for what is done beside the cause itself. */
type Placed = { label: string; path: string | null };

const tabs = { remote_mailbox: "remote-mailbox", outgoing_smtp: "outgoing-smtp" } as const;
const tabNames = { remote_mailbox: "Remote Mailbox", outgoing_smtp: "Outgoing (SMTP)" } as const;
const numbers = new Intl.NumberFormat("en-GB");

/** The tab of a half, below the tenant's Admin Panel. */
export function tabPath({ systemEmailId, half }: Pick<Place["first"], "systemEmailId" | "half">): string {
  return `/emails/${systemEmailId}/${tabs[half]}`;
}

/** What the button of a next step is called and where it leads, the same wherever the step is offered. */
export function placeStep(place: Place): Placed {
  const { next, first, emailCount, idpConfigId, listPath, commandCount } = place;
  const each = (path: string, one: string, many: string): Placed =>
    emailCount > 1
      ? { label: `${many} ${numbers.format(emailCount)} mailboxes`, path: listPath }
      : { label: one, path };
  const serving = tabPath({ ...first, half: first.serving });
  const config = `/identity-providers/${idpConfigId ?? ""}`;
  switch (next) {
    case "authorize":
      return each(`${serving}/oauth2`, "Authorize", "Authorize");
    case "reauthorize":
      return each(`${serving}/oauth2`, "Re-authorize", "Re-authorize");
    case "replace_secret":
      return { label: "Replace secret", path: config };
    case "open_idp_config":
      return { label: "Open IdP Config", path: isOfConfig(place) ? config : `${serving}/oauth2/idp-config` };
    case "enable_idp_config":
      return { label: "Enable IdP Config", path: config };
    case "enter_password":
      return each(serving, "Enter password", "Open");
    case "open_settings":
      return each(tabPath(first), `Open ${tabNames[first.half]}`, "Open");
    case "see_check":
      return each(tabPath(first), "See the failed check", "See");
    case "show_command":
    case "show_steps":
    case "ask_administrator":
      return { label: nameSteps(commandCount), path: null };
    case "retry":
      return { label: "Retry", path: null };
  }
}

function nameSteps(commandCount: number): string {
  return commandCount === 0 ? "Show steps" : commandCount === 1 ? "Show command" : "Show commands";
}

/** Whether the IdP Config as such is meant, rather than what one mailbox asks of it. */
function isOfConfig({ reason, emailCount, idpConfigId }: Place): boolean {
  const isRefused = reason === "idp_config_refused" || reason === "refresh_refused";
  return idpConfigId !== null && (emailCount > 1 || isRefused);
}
