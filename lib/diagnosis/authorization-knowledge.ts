import type { ProviderName } from "@/lib/providers/presets";
import type { Diagnosis } from "./diagnosis";

/** What the sentences are filled with. */
export type AuthorizationKnowledge = {
  provider: ProviderName;
  systemEmailAddress?: string | undefined;
  callbackEndpoint?: string | undefined;
  clientId?: string | undefined;
  directoryId?: string | undefined;
  facts: Readonly<Record<string, string>>;
};

export type Cause = (known: AuthorizationKnowledge) => Diagnosis;
