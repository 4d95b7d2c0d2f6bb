import type { ProviderName } from "@/lib/providers/presets";
import type { Command, Owner } from "./schema";

/** What the sentences about a failure of ours are filled with. */
export type AuthorizationKnowledge = {
  provider: ProviderName;
  systemEmailAddress?: string | undefined;
  callbackEndpoint?: string | undefined;
  clientId?: string | undefined;
  directoryId?: string | undefined;
  facts: Readonly<Record<string, string>>;
};

/** A failure that Mailgrant itself found, before people; it has no words of a provider and needs no guessing. */
export type OwnFailure = {
  title: string;
  explanation: string;
  owner: Owner;
  steps: string[];
  commands?: Command[];
  transient?: boolean;
};

export type ExplainOwnFailure = (known: AuthorizationKnowledge) => OwnFailure;
