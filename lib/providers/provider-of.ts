import type { ProviderName } from "./presets";

/** How the two halves of a System Email may sign in; the sending half may borrow the incoming one's way. */
export type Authentication = `oauth2_${ProviderName}` | "basic" | "none" | "same_as_remote_mailbox";

/** The provider that an authentication signs in by, or null where it is no OAuth2 of its own. */
export function providerOf(authentication: Authentication): ProviderName | null {
  switch (authentication) {
    case "oauth2_microsoft":
      return "microsoft";
    case "oauth2_google":
      return "google";
    case "oauth2_other":
      return "other";
    case "basic":
    case "none":
    case "same_as_remote_mailbox":
      return null;
  }
}
