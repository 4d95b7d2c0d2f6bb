import type { FailureCode } from "@/lib/errors";
import type { ExplainOwnFailure } from "./own-failure";

/** What can go wrong between pressing Submit and coming back, with nothing wrong at the provider. */
export const signInFailures = {
  wrong_account: ({ facts, systemEmailAddress }) => {
    const expected = facts.expected ?? systemEmailAddress ?? "the System Email";
    const actual = facts.actual ?? "another account";
    return {
      title: "Another account signed in",
      explanation: `${actual} signed in, but this authorization is for ${expected}. Nothing was changed. Browsers often sign in by themselves with the account that they know.`,
      owner: "mailbox_owner",
      steps: [
        `Press Submit again and choose ${expected} on the provider's page; a private window keeps the other account out.`,
        `If ${expected} is a shared mailbox that nobody signs in to, set its type to Shared on the Account tab and turn Strict Matching off on the Info tab; then ${actual} may authorize it as a delegate.`,
        "If both are the same person, put the attribute that holds the mailbox's address in Email Address Attribute.",
      ],
    };
  },
  state_unknown: () => ({
    title: "This sign-in is not one that Mailgrant started",
    explanation:
      "The answer that came back belongs to no authorization that is under way. The link may be old, may have been opened from a bookmark, or may come from somebody else. Nothing was changed.",
    owner: "helpdesk_admin",
    steps: ["Open the System Email, Config, IdP Config, and press Submit there."],
  }),
  state_used: () => ({
    title: "This sign-in was already used",
    explanation:
      "Each sign-in counts once. The page was probably reloaded, or the browser's Back button led here; the first time decided.",
    owner: "helpdesk_admin",
    steps: [
      "Look at the Token tab: if it shows a token, all is well.",
      "If not, press Submit in IdP Config again and do not reload the page that follows.",
    ],
  }),
  state_expired: () => ({
    title: "This sign-in took too long",
    explanation: "An authorization has to come back within ten minutes. Nothing was changed.",
    owner: "mailbox_owner",
    steps: ["Press Submit in IdP Config again, and have the mailbox's password and second factor at hand."],
  }),
  link_unusable: () => ({
    title: "The link has been used already",
    explanation: "Somebody authorized the mailbox by this link while you were at the provider. A link counts once.",
    owner: "helpdesk_admin",
    steps: ["If the mailbox works, nothing has to be done.", "If not, ask whoever sent you the link for another one."],
  }),
  session_gone: () => ({
    title: "Your Mailgrant session ended",
    explanation:
      "You were no longer signed in to Mailgrant when the provider sent you back, so nobody could be told that the answer is yours. Nothing was changed.",
    owner: "helpdesk_admin",
    steps: ["Sign in to Mailgrant and press Submit in IdP Config again, in the same browser."],
  }),
  session_other: () => ({
    title: "This sign-in was started in another session",
    explanation:
      "An authorization has to come back in the browser session that started it, so that nobody can finish another person's. Nothing was changed.",
    owner: "helpdesk_admin",
    steps: ["Press Submit in IdP Config in this browser, and stay in it until you are back."],
  }),
  config_changed: () => ({
    title: "The IdP Config changed in the meantime",
    explanation:
      "Somebody changed the IdP Config while the sign-in was under way, so what came back belongs to the former one. Nothing was changed.",
    owner: "helpdesk_admin",
    steps: ["Look over the IdP Config and press Submit again."],
  }),
  address_changed: () => ({
    title: "The address changed in the meantime",
    explanation:
      "The System Email's address was changed while the sign-in was under way, so what came back may be for another mailbox. Nothing was changed.",
    owner: "helpdesk_admin",
    steps: ["Look at the address on the Account tab and press Submit in IdP Config again."],
  }),
  issuer_mismatch: ({ facts }) => ({
    title: "The answer came from another provider",
    explanation: `The answer names the issuer ${facts.actual || "not at all"}, but ${facts.expected || "the configured one"} was asked. Nothing was changed.`,
    owner: "helpdesk_admin",
    steps: [
      "Compare Authorization Endpoint and Token Endpoint with the provider's portal; both have to be of one directory or issuer.",
      "Press Submit again. If it happens again although they are right, somebody may be interfering: tell whoever looks after security.",
    ],
  }),
} as const satisfies Partial<Record<FailureCode, ExplainOwnFailure>>;
