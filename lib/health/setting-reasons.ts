import type { Owner } from "@/lib/diagnosis/schema";
import type { HealthReason } from "@/lib/system-email/health-schema";

/** What the button of a cause does. */
export type NextStep =
  | "authorize"
  | "reauthorize"
  | "replace_secret"
  | "open_idp_config"
  | "enable_idp_config"
  | "ask_administrator"
  | "enter_password"
  | "retry";

type Told = { title: string; meaning: string; owner: Owner; next: NextStep };

/** The reasons that lie in what is set here, so that nobody outside said a word about them. */
export const settingReasons: Readonly<Partial<Record<HealthReason, Told>>> = {
  idp_config_disabled: {
    title: "The IdP Config is disabled",
    meaning: "Somebody switched it off, so that no access token is handed out or renewed.",
    owner: "helpdesk_admin",
    next: "enable_idp_config",
  },
  idp_config_edited: {
    title: "The IdP Config has changed since it was authorized",
    meaning: "A Grant counts for the settings that issued it alone. Authorize once more, or undo the change.",
    owner: "mailbox_owner",
    next: "reauthorize",
  },
  idp_config_changed: {
    title: "Another IdP Config has been chosen",
    meaning: "The Grant was given for another one. Authorize with the new one, or choose the old one again.",
    owner: "mailbox_owner",
    next: "reauthorize",
  },
  address_changed: {
    title: "The address has changed since it was authorized",
    meaning: "A Grant counts for the address that it was given for. Authorize the new one, or undo the change.",
    owner: "mailbox_owner",
    next: "reauthorize",
  },
  owner_differs: {
    title: "Somebody else authorized it than Strict Matching allows",
    meaning: "With Strict Matching the mailbox itself has to sign in. Authorize as the mailbox, or switch it off.",
    owner: "mailbox_owner",
    next: "reauthorize",
  },
  never_authorized: {
    title: "Nobody has authorized it yet",
    meaning: "The mailbox is switched on, but without a Grant nothing is fetched and nothing is sent.",
    owner: "mailbox_owner",
    next: "authorize",
  },
  no_password: {
    title: "No password is saved yet",
    meaning: "The mailbox is switched on and signs in by a password, and there is none.",
    owner: "helpdesk_admin",
    next: "enter_password",
  },
};
