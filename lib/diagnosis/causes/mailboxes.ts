import type { Cause } from "./cause";
import { addFullAccess, isOwnMailbox, letSendAs, showCasMailbox, showMailbox } from "./mailbox-commands";
import { submitAgain, verifyAgain } from "./own-steps";
import { argument } from "./quote";

const connect = "Connect-ExchangeOnline";

/** What mail servers refuse although the provider was satisfied. */
export const mailboxCauses = {
  xoauth2_token_rejected: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ mailbox, provider }) =>
      provider === "google"
        ? `Gmail does not take the token for ${mailbox} and does not say why: it lacks the scope https://mail.google.com/, has ended, or is another account's than the user name.`
        : `The mail server does not take the token for ${mailbox} and does not say why: it is for another mailbox or service, the protocol is switched off for the mailbox, or whoever consented has no right to it.`,
    listSteps: (known) => {
      const { mailbox, protocol, context, provider, isForeign } = known;
      const consented = context.resourceOwner === undefined ? "" : `; ${context.resourceOwner} consented`;
      const steps = [
        isForeign
          ? "Have that program fetch a new access token, and try again."
          : "Refresh the token (Config, Token) and press Verify connection; the claims of the token are shown beside the answer.",
        `Compare the user name with the mailbox's address${context.mailbox === undefined ? "" : ` (${mailbox})`}${consented}.`,
      ];
      if (provider === "google")
        steps.push(
          "Check that Scopes has https://mail.google.com/: with a narrower one, such as gmail.readonly or gmail.send, IMAP, POP3 and SMTP refuse every token.",
          "In a Google Workspace an administrator checks Security, Access and data control, API controls, that the app may have Gmail.",
        );
      if (provider === "microsoft")
        steps.push(
          `In the Microsoft 365 admin center open Users, Active users, ${mailbox}, Mail, Manage email apps, and check that ${protocol === "SMTP" ? "Authenticated SMTP" : protocol === "POP3" ? "POP" : "IMAP"} is ticked.`,
        );
      const isShared = context.mailboxType === "shared";
      return [
        ...steps,
        `If all of that is right, ${isForeign ? "connect the mailbox again in that program" : "press Submit in IdP Config and authorize the mailbox again"}, ${isShared ? "as somebody who has the right to it" : "as the mailbox itself"}.`,
      ];
    },
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
    listSteps: (known) => [
      {
        microsoft:
          "In Scopes use those that begin with https://outlook.office.com/ (IMAP.AccessAsUser.All, POP.AccessAsUser.All, SMTP.Send) and remove those of Microsoft Graph, such as User.Read or Mail.ReadWrite.",
        google:
          "In Scopes use https://mail.google.com/; the narrower ones (gmail.modify, gmail.readonly) do not open IMAP, POP3 or SMTP.",
        other: "Compare Scopes with what the provider asks for mail.",
      }[known.provider],
      submitAgain(known),
    ],
  },
  access_token_expired: {
    owner: "wait",
    isTransient: true,
    explain: () => "The access token ran out, which happens every hour. The next sign-in takes a newer one.",
    listSteps: ({ isForeign }) => [
      "Read the credentials again and sign in with the newer token.",
      `If it comes back, tokens are not being renewed in time${isForeign ? "" : ": look at the Token tab"}.`,
    ],
  },
  mailbox_access_denied: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox, context }) =>
      isOwnMailbox(context)
        ? `The token is ${mailbox}'s own, and the server does not open the mailbox: it has no licence or no mailbox, or the address is not its primary one.`
        : `The provider was satisfied, and the server does not open ${mailbox}: ${context.resourceOwner ?? "whoever consented"} has no right to it, it has no licence or no mailbox, or the address is not its primary one.`,
    listSteps: (known) => {
      const { mailbox, context, provider, isForeign } = known;
      const who = context.resourceOwner ?? "whoever consented";
      const primary = `Compare the address with the mailbox's primary one, and check that ${mailbox} has a licence and a mailbox.`;
      const asItself = isForeign
        ? "Or connect it again in that program, and sign in as the mailbox itself."
        : "Or press Submit in IdP Config and sign in as the mailbox itself.";
      if (isOwnMailbox(context)) return [primary, verifyAgain(known)];
      if (provider === "google") return [primary, asItself.replace(/^Or (.)/, (_, letter) => letter.toUpperCase())];
      return [
        `In the Exchange admin center open Recipients, Mailboxes, ${mailbox}, Delegation, Read and manage (Full Access), and add ${who}; it counts within the hour.`,
        primary,
        // Nobody signs in as a shared mailbox: its account is blocked.
        context.mailboxType === "shared" ? verifyAgain(known) : asItself,
      ];
    },
    listCommands: ({ provider, context }) => {
      if (provider === "google") return [];
      if (isOwnMailbox(context)) return [showMailbox(context.mailbox)];
      return context.mailboxType === "shared" ? [addFullAccess(context), letSendAs(context)] : [addFullAccess(context)];
    },
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
    listSteps: (known) => [
      {
        microsoft: `In the Microsoft 365 admin center open Users, Active users, ${known.mailbox}, Mail, Manage email apps, and tick IMAP.`,
        google:
          "In the Google Admin console open Apps, Google Workspace, Gmail, End User Access, POP and IMAP access, and allow it. Personal Gmail accounts have had no such switch since January 2025.",
        other: "Switch IMAP on in the settings of the provider's webmail.",
      }[known.provider],
      verifyAgain(known),
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
    listSteps: (known) => [
      {
        microsoft: `In the Microsoft 365 admin center open Users, Active users, ${known.mailbox}, Mail, Manage email apps, and tick POP.`,
        google: `Sign in to Gmail as ${known.mailbox}, open Settings, Forwarding and POP/IMAP, and enable POP; in a Google Workspace an administrator has to allow it under Apps, Gmail, End User Access.`,
        other: "Switch POP3 on in the settings of the provider's webmail.",
      }[known.provider],
      verifyAgain(known),
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
