import type { Cause } from "./cause";
import { letSendAs } from "./mailbox-commands";
import { verifyAgain } from "./own-steps";
import { argument } from "./quote";

/** Limits and passing troubles of mail servers, and what they refuse of sending. */
export const sendingCauses = {
  too_many_connections: {
    owner: "wait",
    isTransient: true,
    explain: () =>
      "The server allows only so many connections of one mailbox or one address at once. Other programs count too.",
    listSteps: ({ provider }) => [
      "Wait; connections that were left open end by themselves.",
      provider === "google"
        ? "Use fewer connections at once: Gmail allows 15 per account."
        : "Use fewer connections at once, and close those that are done; on a Dovecot of your own raise mail_max_userip_connections.",
    ],
  },
  throttled: {
    owner: "wait",
    isTransient: true,
    explain: () => "The server slows this client down because it asked for too much in a short time.",
    listSteps: ({ protocol }) => [
      "Wait as long as the server says.",
      protocol === "SMTP"
        ? "Send over one connection at a time and fewer messages a minute: Exchange Online takes 3 connections at once and 30 messages a minute."
        : "Fetch fewer messages per run, and less often.",
    ],
  },
  too_many_logins: {
    owner: "wait",
    isTransient: true,
    explain: () => "Too many sign-ins, or too many failed ones, came in a short time.",
    listSteps: () => ["Wait.", "Keep connections open and use them again instead of signing in for each message."],
  },
  mail_server_unavailable: {
    owner: "wait",
    isTransient: true,
    explain: () => "The mail server has trouble of its own right now. That says nothing about the credential.",
    listSteps: () => [
      "Wait, and try again later.",
      "If it lasts and the server is your own, look at the log of what it checks sign-ins with.",
    ],
  },
  smtp_auth_disabled_tenant: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) =>
      `Exchange Online does not let anybody of the organization send by authenticated SMTP, ${mailbox} neither; that holds for OAuth2 as well. Fetching is not concerned.`,
    listSteps: ({ mailbox }) => [
      `For this mailbox alone, which wins over the organization's setting: in the Microsoft 365 admin center open Users, Active users, ${mailbox}, Mail, Manage email apps, and tick Authenticated SMTP.`,
      'Or for everybody: in the Exchange admin center open Settings, Mail flow, and clear "Turn off SMTP AUTH protocol for your organization".',
      "Changes there take up to an hour to count.",
    ],
    listCommands: ({ context }) => [
      {
        command: `Set-CASMailbox -Identity ${argument(context.mailbox, "mailbox")} -SmtpClientAuthenticationDisabled $false`,
        changes: "Lets this mailbox send by authenticated SMTP, whatever the organization's setting says.",
        shell: "powershell",
      },
      {
        command: "Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
        changes: "Lets every mailbox of the organization send by authenticated SMTP that is not excluded itself.",
        shell: "powershell",
      },
    ],
  },
  smtp_auth_disabled_mailbox: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) =>
      `Exchange Online does not let ${mailbox} send by authenticated SMTP; it is switched off for the mailbox. Fetching is not concerned.`,
    listSteps: ({ mailbox }) => [
      `In the Microsoft 365 admin center open Users, Active users, ${mailbox}, Mail, Manage email apps, and tick Authenticated SMTP. Personal Outlook.com mailboxes have no such switch.`,
      "Changes there take up to an hour to count.",
    ],
    listCommands: ({ context }) => [
      {
        command: `Set-CASMailbox -Identity ${argument(context.mailbox, "mailbox")} -SmtpClientAuthenticationDisabled $false`,
        changes: "Lets this mailbox send by authenticated SMTP.",
        shell: "powershell",
      },
    ],
  },
  smtp_not_authenticated: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "A message was to be sent although nobody had signed in, or the sign-in had been refused before.",
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Switch on in that program that it signs in before it sends."
        : "Choose an Authentication other than None on the Outgoing (SMTP) tab.",
      "If there is one, look for a refused sign-in (535) before this reply.",
    ],
  },
  send_as_denied: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox, context }) =>
      `The sign-in passed, but ${context.resourceOwner ?? "whoever signed in"} may not send as ${mailbox}.`,
    listSteps: ({ provider, mailbox, context }) => [
      provider === "microsoft"
        ? `In the Exchange admin center open Recipients, Mailboxes, ${mailbox}, Delegation, Send as, and add ${context.resourceOwner ?? "whoever signed in"}; it counts within the hour.`
        : `At the provider let ${context.resourceOwner ?? "whoever signed in"} send as ${mailbox}.`,
      "Or send from the address that signs in.",
    ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            letSendAs(context),
            {
              command: "Set-OrganizationConfig -SendFromAliasEnabled $true",
              changes:
                "Lets everybody of the organization send from their own aliases; only needed where From is an alias.",
              shell: "powershell",
            },
          ]
        : [],
  },
  submission_quota_exceeded: {
    owner: "wait",
    isTransient: true,
    explain: () => "The mailbox has sent as much as the provider allows in a day.",
    listSteps: () => [
      "Wait: the limit counts the last 24 hours.",
      "Send less, from several mailboxes, or by a service that is made for many messages.",
    ],
  },
  outbound_sender_blocked: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) => `The provider suspects ${mailbox} of sending spam and has blocked it from sending.`,
    listSteps: ({ provider, mailbox }) => [
      `Change the password of ${mailbox} and look for whoever sends through it.`,
      provider === "microsoft"
        ? "In the Microsoft Defender portal open Email & collaboration, Review, Restricted entities, choose the mailbox, and Unblock."
        : "Ask the provider to lift the block.",
    ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `Remove-BlockedSenderAddress -SenderAddress ${argument(context.mailbox, "mailbox")}`,
              changes: "Lets the mailbox send again. Change its password first.",
              shell: "powershell",
            },
          ]
        : [],
  },
  message_refused: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () =>
      "The server let the sender sign in and refused the message: a recipient does not exist, or it is not wanted.",
    listSteps: (known) => [
      "Read the server's words; they are about the message, not about the connection.",
      verifyAgain(known),
    ],
  },
  folder_missing: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "The mailbox opens, but the folder that is to be fetched or filled is not in it.",
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Look up in webmail how the folder is called, and enter it like that, with those above it."
        : "Press Verify connection on the Remote Mailbox tab and pick one of the folders that it lists.",
    ],
  },
  archive_read_only: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "The folder opens, but nothing may be put into it, so what was fetched cannot be filed there.",
    listSteps: (known) => [
      `Give whoever signs in the right to write in the folder, or pick another folder${known.isForeign ? "" : " on the Remote Mailbox tab"}.`,
      verifyAgain(known),
    ],
  },
} as const satisfies Record<string, Cause>;
