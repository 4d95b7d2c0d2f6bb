import type { ShownFailure, ShownStage, ShownVerification } from "@/components/verification/shown-verification";
import type { MailProtocol } from "@/lib/mail/schema";
import type { Half } from "@/lib/system-email/schema";
import type { ConfigItem, ConfigItemName } from "@/lib/verification/config-check-schema";

/** One half of a System Email in a check of everything. */
export type HalfPart = {
  kind: "half";
  half: Half;
  title: string;
  protocol: MailProtocol;
  security: string;
  /** Why it is not checked, where it has no mail server yet. */
  isMissing: boolean;
  last: ShownVerification | null;
};

/** The IdP Config that a half signs in by, in a check of everything. */
export type ConfigPart = {
  kind: "config";
  half: Half;
  title: string;
  isMissing: boolean;
  last: { items: ConfigItem[]; at: Date; isFinished: boolean; isCurrent: boolean } | null;
};

export type EverythingPart = HalfPart | ConfigPart;

/** What a running check of everything tells. `failed` without a half is about all of it. */
export type ShownEverythingEvent =
  | { type: "stage"; half: Half; stage: ShownStage }
  | { type: "config_item"; half: Half; item: ConfigItem }
  | { type: "ended"; kind: EverythingPart["kind"]; half: Half; failure: ShownFailure | null }
  | { type: "failed"; failure: ShownFailure };

/** What each item of an IdP Config is called. */
export const configItemLabels: Readonly<Record<ConfigItemName, string>> = {
  discovery: "Discovery document",
  authorization_endpoint: "Authorization Endpoint",
  token_endpoint: "Token Endpoint",
  client_credential: "Client Secret",
  scopes: "Scopes",
  callback: "Callback Endpoint",
};

/** Names a part among those of one System Email. */
export function partKey({ kind, half }: { kind: EverythingPart["kind"]; half: Half }): string {
  return `${kind} ${half}`;
}
