import type { FailureCode } from "@/lib/errors";
import type { Diagnosis } from "./diagnosis";

/** What is known around a mail server's refusal. */
export type MailKnowledge = {
  /** The server's own words, without secrets. */
  reply: string;
  address: string;
  signsInByToken: boolean;
};

type MailCause = (known: MailKnowledge) => Diagnosis;

/** Explains why a mail server refused, from its own words where they say more than the failure code; null where nothing is known. */
export function explainMailFailure(code: FailureCode, known: MailKnowledge): Diagnosis | null {
  const told = toldCauses.find(([pattern, codes]) => codes.includes(code) && pattern.test(known.reply));
  const cause = told?.[2] ?? causes.get(code);
  return cause === undefined ? null : cause(known);
}

/** Words that say more than the code: Exchange Online's and Gmail's, from their pages on IMAP, POP3 and SMTP errors. */
const toldCauses: readonly (readonly [RegExp, readonly FailureCode[], MailCause])[] = [
  [
    /5\.7\.139|SmtpClientAuthentication is disabled/i,
    ["authentication_failed"],
    ({ address }) => ({
      title: "Authenticated SMTP is switched off",
      explanation: `Exchange Online does not let ${address} send by authenticated SMTP; it is switched off for the mailbox or the whole organization. Fetching is not concerned.`,
      whoCanMend: "idp_admin",
      nextSteps: [
        `In the Microsoft 365 admin center open Active users, ${address}, Mail, Manage email apps, and tick Authenticated SMTP.`,
        "Changes there take up to an hour to count.",
      ],
    }),
  ],
  [
    /authenticated but not connected/i,
    ["mailbox_refused"],
    ({ address }) => ({
      title: "The sign-in passed, but the mailbox does not open",
      explanation: `The token is good, but whoever consented has no right to the mailbox ${address}, it has no licence, IMAP or POP is switched off for it, or the address is not its primary one.`,
      whoCanMend: "idp_admin",
      nextSteps: [
        `In the Exchange admin center give whoever consented Full Access to ${address}, and compare the primary address.`,
        "Check that IMAP or POP is ticked under Manage email apps and that the mailbox has a licence.",
      ],
    }),
  ],
  [
    /application-specific password|Web login required|less secure/i,
    ["authentication_failed"],
    ({ address }) => ({
      title: "The provider takes no password here",
      explanation: `The provider no longer lets ${address} sign in with its password.`,
      whoCanMend: "helpdesk_admin",
      nextSteps: ["Choose OAuth2 as Authentication and authorize the mailbox."],
    }),
  ],
];

const again = "Verify the connection once it is mended.";

const causes: ReadonlyMap<FailureCode, MailCause> = new Map<FailureCode, MailCause>([
  [
    "authentication_failed",
    ({ address, signsInByToken }) =>
      signsInByToken
        ? {
            title: "The server refused the token",
            explanation: `The mail server does not take the access token for ${address}. It was withdrawn or is for another mailbox or service, or the protocol is switched off for the mailbox.`,
            whoCanMend: "helpdesk_admin",
            nextSteps: [
              "Read the credentials again and try once more with the newer token.",
              "If that is refused too, check that IMAP, POP or SMTP is allowed for the mailbox, then press Submit in IdP Config to authorize it again.",
            ],
          }
        : {
            title: "The server refused the user name or the password",
            explanation: `The mail server does not take the user name or the password of ${address}. Many providers take only OAuth2 by now.`,
            whoCanMend: "helpdesk_admin",
            nextSteps: ["Enter both again, or choose OAuth2 as Authentication and authorize the mailbox."],
          },
  ],
  [
    "mailbox_refused",
    ({ address }) => ({
      title: "The mailbox did not open",
      explanation: `The server accepted the sign-in and did not open the mailbox ${address}.`,
      whoCanMend: "mailbox_owner",
      nextSteps: ["Check that the mailbox exists and that whoever signs in may open it.", again],
    }),
  ],
  [
    "folder_missing",
    () => ({
      title: "The folder does not exist",
      explanation: "The mailbox opens, but the folder that is to be fetched or filled is not in it.",
      whoCanMend: "helpdesk_admin",
      nextSteps: ["Press Verify connection on the Remote Mailbox tab and pick one of the folders that it lists."],
    }),
  ],
  [
    "message_refused",
    ({ address }) => ({
      title: "The server refused the message",
      explanation: `The server let the sender sign in and refused the message: ${address} may not be sent as, a recipient does not exist, or a limit was reached.`,
      whoCanMend: "mailbox_owner",
      nextSteps: [
        "Read the server's words; where they are about the sender, grant Send As to whoever consented.",
        again,
      ],
    }),
  ],
  [
    "server_unavailable",
    () => ({
      title: "The server is not available right now",
      explanation: "The server asks to come back later. That says nothing about the credential.",
      whoCanMend: "wait",
      nextSteps: ["Wait and try again, with fewer connections at once where it speaks of limits."],
    }),
  ],
  [
    "mechanism_missing",
    ({ signsInByToken }) => ({
      title: "The server does not offer the sign-in method",
      explanation: `The server knows no sign-in by ${signsInByToken ? "XOAUTH2" : "password"} on this port.`,
      whoCanMend: "helpdesk_admin",
      nextSteps: ["Compare host name, port and security with those that the provider publishes.", again],
    }),
  ],
  ["host_unknown", () => networkCause("The host name is not known", "The worker cannot resolve the host name.")],
  [
    "connection_refused",
    () => networkCause("Nothing answers on that port", "No connection to the server comes about."),
  ],
  ["deadline_passed", () => networkCause("The server did not answer in time", "The server or the way to it is slow.")],
  ["connection_lost", () => networkCause("The connection was lost", "The server or something before it hung up.")],
  [
    "tls_failed",
    () => networkCause("No trustworthy TLS connection", "TLS failed: the certificate, its name, or something between."),
  ],
]);

function networkCause(title: string, explanation: string): Diagnosis {
  return {
    title,
    explanation,
    whoCanMend: "network",
    nextSteps: [
      "Check host name, port and the choice between TLS and STARTTLS, and that the worker's network lets it out.",
      again,
    ],
  };
}
