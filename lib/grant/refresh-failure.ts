import type { Failure, FailureCode } from "@/lib/errors";

export type RefreshFailureCode =
  | "needs_reauthorization"
  | "idp_configuration"
  | "client_secret_wrong"
  | "client_secret_expired"
  | "provider_unavailable"
  | "provider_refused";

export type RefreshFailure = Failure<RefreshFailureCode | "not_found">;

/** At a refresh, every cause that is neither transient nor the IdP Config's ends in somebody signing in again. */
export function toRefreshFailureCode(code: FailureCode | string | null): RefreshFailureCode {
  switch (code) {
    case "provider_unavailable":
    case "idp_configuration":
    case "client_secret_wrong":
    case "client_secret_expired":
    case "provider_refused":
      return code;
    default:
      return "needs_reauthorization";
  }
}

/** A failure that every Grant of the IdP Config would meet, and that its admin can mend without a new consent. */
export type ConfigurationFailureCode = "idp_configuration" | "client_secret_wrong" | "client_secret_expired";

/** Whether the IdP Config is to blame, and not the Grant. */
export function isConfigurationFailure(code: RefreshFailureCode): code is ConfigurationFailureCode {
  return code === "idp_configuration" || code === "client_secret_wrong" || code === "client_secret_expired";
}

/** The three classes that decide what becomes of a Grant whose refresh failed. */
export type FailureClass = "transient" | "needs_reauthorization" | "configuration";

/** The class of a failure; what is neither the Grant's end nor the IdP Config's fault may succeed later. */
export function classOfFailure(code: RefreshFailureCode): FailureClass {
  if (code === "needs_reauthorization") return code;
  return isConfigurationFailure(code) ? "configuration" : "transient";
}

const providerSaid = " The provider said: ";

/** Our sentence and, where the provider gave any, its own words: one text, as it is kept. */
export function joinProviderWords(sentence: string, words: string | undefined): string {
  return words === undefined ? sentence : `${sentence}${providerSaid}${words}`;
}

/** What `joinProviderWords` joined: the sentence for everybody, the words for whoever asks the provider's support. */
export function splitProviderWords(text: string): { sentence: string; words: string | null } {
  const [sentence = "", ...words] = text.split(providerSaid);
  return { sentence, words: words.length === 0 ? null : words.join(providerSaid) };
}
