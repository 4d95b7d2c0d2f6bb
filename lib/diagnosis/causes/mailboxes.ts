import type { Cause, Known } from "./cause";
import { argument } from "./quote";

const again = "Press Verify connection once it is mended.";
const connect = "Connect-ExchangeOnline";

/** What mail servers refuse although the provider was satisfied. */
export const mailboxCauses = {
  xoauth2_token_rejected: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ mailbox }) =>
      `The mail server does not take the token for ${mailbox} and does not say why: it is for another mailbox or service, the protocol is switched off for the mailbox, or whoever consented has no right to it.`,
    listSteps: ({ mailbox, protocol, context, provider }) => [
      "Refresh the token (Config, Token) and press Verify connection; the claims of the token are shown beside the answer.",
      `Compare the user name with the mailbox's address (${mailbox})${context.resourceOwner === undefined ? "" : `; ${context.resourceOwner} consented`}.`,
      ...(provider === "microsoft"
        ? [
            `In the Microsoft 365 admin center open Users, Active users, the mailbox, Mail, Manage email apps, and check that ${protocol === "SMTP" ? "Authenticated SMTP" : protocol === "POP3" ? "POP" : "IMAP"} is ticked.`,
          ]
        : []),
      "If all of that is right, press Submit in IdP Config and authorize the mailbox again, as the mailbox itself.",
    ],
    listCommands: ({ provider, context }) => (provider === "microsoft" ? [showCasMailbox(context.mailbox)] : []),
  },
  wrong_audience_scopes: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ context, protocol }) =>
      `The token is good, but ${
        context.tokenClaims?.aud === undefined
          ? "for another service, or without the permission that this protocol needs"
          : `it is for ${context.tokenClaims.aud}${context.tokenClaims.scp === undefined ? "" : ` with ${context.tokenClaims.scp}`}`
      }. ${protocol} needs one that is for the mail service.`,
    listSteps: ({ provider }) => [
      {
        microsoft:
          "In Scopes use those that begin with https://outlook.office.com/ (IMAP.AccessAsUser.All, POP.AccessAsUser.All, SMTP.Send) and remove those of Microsoft Graph, such as User.Read or Mail.ReadWrite.",
        google:
          "In Scopes use https://mail.google.com/; the narrower ones (gmail.modify, gmail.readonly) do not open IMAP, POP3 or SMTP.",
        other: "Compare Scopes with what the provider asks for mail.",
      }[provider],
      "Press Submit in IdP Config and consent to them.",
    ],
  },
  access_token_expired: {
    owner: "wait",
    isTransient: true,
    explain: () => "The access token ran out, which happens every hour. The next sign-in takes a newer one.",
    listSteps: () => [
      "Read the credentials again and sign in with the newer token.",
      "If it comes back, tokens are not being renewed in time: look at the Token tab.",
    ],
  },
  mailbox_access_denied: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) =>
      `The sign-in passed and ${mailbox} did not open: whoever consented has no right to it, it has no licence or no mailbox, or the address is not its primary one.`,
    listSteps: ({ mailbox, context }) => [
      `In the Exchange admin center open Recipients, Mailboxes, ${mailbox}, Delegation, Read and manage (Full Access), and add ${context.resourceOwner ?? "whoever consented"}; it counts within the hour.`,
      "Compare the address with the mailbox's primary one, and check that it has a licence.",
      "Or press Submit in IdP Config and sign in as the mailbox itself.",
    ],
    listCommands: ({ provider, context }) =>
      provider === "google"
        ? []
        : [
            {
              command: `Add-MailboxPermission -Identity ${argument(context.mailbox, "mailbox")} -User ${argument(context.resourceOwner, "who consented")} -AccessRights FullAccess -AutoMapping $false`,
              changes: "Lets that user open the mailbox; no Outlook shows it by itself.",
              shell: "powershell",
            },
          ],
  },
  service_principal_missing: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The app signs in for itself, without a user, and Exchange does not know it yet or has given it no right to the mailbox.",
    listSteps: () => [
      "In the Microsoft Entra admin center open Entra ID, Enterprise apps, the app, Overview, and copy its Object ID. The Object ID on the page of the app registration is another one and does not work.",
      "Run the commands below in Exchange Online PowerShell.",
      "Under App registrations, the app, API permissions, add Office 365 Exchange Online, Application permissions, IMAP.AccessAsApp (POP.AccessAsApp, SMTP.SendAsApp), and choose Grant admin consent.",
    ],
    listCommands: ({ context }) => [
      {
        command: `${connect}; New-ServicePrincipal -AppId ${argument(context.clientId, "client id")} -ObjectId ${argument(context.tokenClaims?.oid, "object id of the enterprise app")}`,
        changes: "Makes the app known to Exchange Online.",
        shell: "powershell",
      },
      {
        command: `Add-MailboxPermission -Identity ${argument(context.mailbox, "mailbox")} -User ${argument(context.tokenClaims?.oid, "object id of the enterprise app")} -AccessRights FullAccess`,
        changes: "Lets the app open this mailbox, and no other.",
        shell: "powershell",
      },
    ],
  },
  imap_disabled: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) => `IMAP is switched off for ${mailbox} or its whole organization.`,
    listSteps: ({ provider, mailbox }) => [
      {
        microsoft: `In the Microsoft 365 admin center open Users, Active users, ${mailbox}, Mail, Manage email apps, and tick IMAP.`,
        google:
          "In the Google Admin console open Apps, Google Workspace, Gmail, End User Access, POP and IMAP access, and allow it. Personal Gmail accounts have had no such switch since January 2025.",
        other: "Switch IMAP on in the settings of the provider's webmail.",
      }[provider],
      again,
    ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `Set-CASMailbox -Identity ${argument(context.mailbox, "mailbox")} -ImapEnabled $true`,
              changes: "Switches IMAP on for this mailbox.",
              shell: "powershell",
            },
          ]
        : [],
  },
  pop_disabled: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) => `POP3 is switched off for ${mailbox} or its whole organization.`,
    listSteps: ({ provider, mailbox }) => [
      {
        microsoft: `In the Microsoft 365 admin center open Users, Active users, ${mailbox}, Mail, Manage email apps, and tick POP.`,
        google: `Sign in to Gmail as ${mailbox}, open Settings, Forwarding and POP/IMAP, and enable POP; in a Google Workspace an administrator has to allow it under Apps, Gmail, End User Access.`,
        other: "Switch POP3 on in the settings of the provider's webmail.",
      }[provider],
      again,
    ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `Set-CASMailbox -Identity ${argument(context.mailbox, "mailbox")} -PopEnabled $true`,
              changes: "Switches POP3 on for this mailbox.",
              shell: "powershell",
            },
          ]
        : [],
  },
} as const satisfies Record<string, Cause>;

function showCasMailbox(mailbox: Known["context"]["mailbox"]) {
  return {
    command: `Get-CASMailbox -Identity ${argument(mailbox, "mailbox")} | Select-Object PrimarySmtpAddress, ImapEnabled, PopEnabled, SmtpClientAuthenticationDisabled`,
    changes: "Changes nothing: shows which protocols are switched on for the mailbox.",
    shell: "powershell",
  } as const;
}
