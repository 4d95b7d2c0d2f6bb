import type { Known } from "./cause";

// Steps that lead back to where it failed: to Mailgrant's own buttons, or to whatever other program said it.

/** Authorize again, once what was wrong is mended. */
export function submitAgain({ isForeign }: Known): string {
  return isForeign ? "Then connect the mailbox again in that program." : "Press Submit in IdP Config again.";
}

/** Check again, once what was wrong is mended. */
export function verifyAgain({ isForeign }: Known): string {
  return isForeign ? "Try again in that program once it is mended." : "Press Verify connection once it is mended.";
}

/** Sign in once more, where nothing else is to be done. */
export function reconnect({ isForeign, mailbox }: Known): string {
  return isForeign
    ? `Connect ${mailbox} again in that program, and sign in as the mailbox.`
    : "Press Submit in IdP Config and sign in as the mailbox once more.";
}

/** The way of signing in that providers take, in place of a password. */
export function useOAuth2({ isForeign }: Known): string {
  return isForeign
    ? "Have that program sign in by OAuth2, if it can, and connect the mailbox in it."
    : "Choose OAuth2 as Authentication and authorize the mailbox.";
}

/** Where the values of the registration are entered: for the middle of a sentence. */
export function whereConfigured({ isForeign }: Known): string {
  return isForeign ? "in that program's settings" : "in IdP Config";
}
