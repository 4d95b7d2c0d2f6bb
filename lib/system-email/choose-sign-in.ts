import type { Half, IncomingAuthentication, OutgoingAuthentication } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import type { ProviderName } from "@/lib/providers/presets";
import { providerOf } from "@/lib/providers/provider-of";

/** How a half signs in, and of which half the Grant or the password is that it signs in with. */
export type SignIn =
  | { kind: "none" }
  | { kind: "basic"; servingHalf: Half }
  | { kind: "oauth2"; servingHalf: Half; provider: ProviderName };

/** How a half signs in by its settings; a sending half that is "Same as Remote Mailbox" borrows from the incoming one. */
export function chooseSignIn(
  half: Half,
  authentications: { incoming: IncomingAuthentication; outgoing: OutgoingAuthentication },
): SignIn {
  const own = half === "remote_mailbox" ? authentications.incoming : authentications.outgoing;
  if (own === "none") return { kind: "none" };
  const isBorrowed = own === "same_as_remote_mailbox";
  const servingHalf: Half = isBorrowed ? "remote_mailbox" : half;
  const provider = providerOf(isBorrowed ? authentications.incoming : own);
  return provider === null ? { kind: "basic", servingHalf } : { kind: "oauth2", servingHalf, provider };
}

/** What a half lacks before anybody can sign in by it. */
export const incomplete = {
  host: { code: "invalid_request", message: "Enter and save the host name of the mail server first." },
  basicPassword: {
    code: "invalid_request",
    message: "Enter and save the password for Basic (legacy) authentication first.",
  },
} as const satisfies Record<string, Failure<"invalid_request">>;
