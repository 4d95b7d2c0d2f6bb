import type { Cause } from "./cause";
import { useOAuth2, verifyAgain } from "./own-steps";
import { argument } from "./quote";

/** What mail servers refuse about the way of signing in, or about a password. */
export const signInCauses = {
  basic_auth_disabled: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "A password was used, and the service takes OAuth2 only. No setting brings passwords back, and an app password does not help either.",
    listSteps: (known) => [useOAuth2(known)],
  },
  legacy_auth_blocked_by_policy: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The organization's security defaults, an authentication policy or Conditional Access block signing in by password over SMTP.",
    listSteps: (known) => [
      `Best: ${lowerFirst(useOAuth2(known))}`,
      "Otherwise an administrator looks in the Microsoft Entra admin center under Entra ID, Overview, Properties, Manage security defaults, and under Conditional Access for the policy that blocks legacy authentication.",
      `Then tick Authenticated SMTP for ${known.mailbox} in the Microsoft 365 admin center, Active users, Mail, Manage email apps.`,
    ],
    listCommands: ({ context }) => [
      {
        command: `Get-User -Identity ${argument(context.mailbox, "mailbox")} | Select-Object AuthenticationPolicy; Get-AuthenticationPolicy | Select-Object Name, AllowBasicAuthSmtp`,
        changes:
          "Changes nothing: shows the authentication policy of the mailbox and which of them allow SMTP by password.",
        shell: "powershell",
      },
    ],
  },
  password_wrong: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: ({ mailbox }) =>
      `The server does not take the user name or the password of ${mailbox}. Many providers take only OAuth2, or a password made for one app, by now.`,
    listSteps: (known) => [`Enter both again. Or better: ${lowerFirst(useOAuth2(known))}`],
  },
  app_password_required: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: ({ mailbox }) =>
      `The account of ${mailbox} has 2-step verification, so its ordinary password is refused here.`,
    listSteps: (known) => [
      `Best: ${lowerFirst(useOAuth2(known))}`,
      known.provider === "google"
        ? "Or sign in as the mailbox, open myaccount.google.com/apppasswords, create an app password, and enter it as the password."
        : "Or create an app password on the account's security page and enter it as the password.",
    ],
  },
  web_login_required: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "The provider holds the sign-in for suspicious and wants to see its owner in a browser first.",
    listSteps: (known) => [
      `Sign in as ${known.mailbox} in a browser and confirm that it was you.`,
      `Better, as such checks do not stop it: ${lowerFirst(useOAuth2(known))}`,
    ],
  },
  auth_mechanism_unsupported: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ server }) => `None of the ways of signing in that were tried is offered by ${server}.`,
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Look for what the server offers: the line AUTH= or AUTH in its answer to CAPABILITY, CAPA or EHLO."
        : "Press Verify connection: the stage capabilities lists what the server offers.",
      "Compare host, port and security with those that the provider publishes, then choose another way of signing in.",
    ],
  },
  plaintext_auth_refused: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "The server lets nobody sign in without encryption.",
    listSteps: (known) => [
      `Set Security to TLS with port ${{ IMAP: 993, POP3: 995, SMTP: 465 }[known.protocol]}, or to STARTTLS with port ${{ IMAP: 143, POP3: 110, SMTP: 587 }[known.protocol]}.`,
      verifyAgain(known),
    ],
  },
} as const satisfies Record<string, Cause>;

function lowerFirst(words: string): string {
  return `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
}
