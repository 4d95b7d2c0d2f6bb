import type { Cause, Known } from "./cause";
import { adminWhileNew, checkPort, isNew, listHostSteps } from "./connection-settings";
import { verifyAgain } from "./own-steps";
import { quoteForShell } from "./quote";

/** What happens on the way to a server. */
export const connectionCauses = {
  dns: {
    owner: "network",
    judgeOwner: adminWhileNew,
    isTransient: false,
    explain: ({ server }) =>
      `The name of ${server} leads to no address: it is misspelt, does not exist, or the resolver does not answer.`,
    listSteps: (known) =>
      listHostSteps(known, [
        `Check the resolver of the machine that ${known.isForeign ? "the program" : "Mailgrant"} runs on.`,
      ]),
    listCommands: ({ context }) =>
      context.host === undefined
        ? []
        : [
            {
              command: `nslookup ${quoteForShell(context.host)}`,
              changes: "Changes nothing: asks the machine's resolver for the name.",
              shell: "bash",
            },
          ],
  },
  refused: {
    owner: "network",
    judgeOwner: adminWhileNew,
    isTransient: false,
    explain: ({ server }) =>
      `The machine of ${server} answers, but nothing listens there, or a firewall rejects the connection.`,
    listSteps: (known) =>
      listHostSteps(known, ["Check that the firewall lets connections out to ports 993, 995, 465, 587 and 443."]),
  },
  host_unreachable: {
    owner: "network",
    isTransient: false,
    explain: ({ server }) =>
      `There is no way to ${server}. Often an IPv6 address is tried on a network that has no IPv6.`,
    listSteps: (known) => ["Mend the route, or let the machine prefer IPv4.", verifyAgain(known)],
  },
  timeout: {
    owner: "network",
    judgeOwner: adminWhileNew,
    isTransient: true,
    explain: ({ server }) =>
      `No answer from ${server} came in time: a firewall swallows it, the port is another protocol's, or the server is slow.`,
    listSteps: (known) =>
      listHostSteps(known, [
        "If it passes by itself, nothing has to be done.",
        "Check that the firewall lets the connection out.",
      ]),
  },
  connection_reset: {
    owner: "network",
    isTransient: true,
    explain: ({ server }) => `The connection to ${server} was cut, by the server or by something between.`,
    listSteps: (known) => [
      "Try again; a single cut means nothing.",
      `If it comes back, look for a firewall or virus scanner that looks into connections. ${checkPort(known)}`,
    ],
  },
  tls_plain_port: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "TLS was spoken to a port that begins in plain text.",
    listSteps: (known) => [
      "Set Security to STARTTLS for the ports 587, 143 and 110, and to TLS for 465, 993 and 995.",
      verifyAgain(known),
    ],
  },
  tls_self_signed: {
    owner: "network",
    isTransient: false,
    explain: ({ server }) => `The certificate of ${server} is vouched for by nobody but itself.`,
    listSteps: trustSteps,
    listCommands: showChain,
  },
  tls_untrusted_issuer: {
    owner: "network",
    isTransient: false,
    explain: ({ server }) =>
      `The certificate of ${server} comes from an authority that is not trusted here: the server leaves out the certificates between, the authority is a private one, or something looks into the connection.`,
    listSteps: trustSteps,
    listCommands: showChain,
  },
  tls_expired: {
    owner: "network",
    isTransient: false,
    explain: ({ server }) =>
      `The certificate of ${server} has ended or is not valid yet, or the clock of one machine is wrong.`,
    listSteps: (known) => [
      "Check the clocks.",
      "Whoever runs the server has to renew its certificate.",
      verifyAgain(known),
    ],
    listCommands: showChain,
  },
  tls_hostname_mismatch: {
    owner: "network",
    judgeOwner: adminWhileNew,
    isTransient: false,
    explain: ({ server }) => `The certificate of ${server} is for another name.`,
    listSteps: (known) =>
      isNew(known)
        ? [
            "Enter the host by a name that is in the certificate.",
            ...listHostSteps(known, ["Or have the certificate issued for this name."]),
          ]
        : [
            "Enter the host by a name that is in the certificate, or have the certificate issued for this name.",
            verifyAgain(known),
          ],
    listCommands: showChain,
  },
  tls_version: {
    owner: "network",
    isTransient: false,
    explain: () =>
      "The two sides have no version of TLS, or no cipher, in common. Most servers take TLS 1.2 and later only.",
    listSteps: (known) => ["Enable TLS 1.2 or later on the older side.", verifyAgain(known)],
  },
  proxy_blocked: {
    owner: "network",
    isTransient: false,
    explain: () => "A proxy or web filter on the way refuses the connection or asks for a sign-in of its own.",
    listSteps: () => [
      "Let it pass connections to login.microsoftonline.com, outlook.office365.com, smtp.office365.com, accounts.google.com, oauth2.googleapis.com and the mail servers, without looking into them.",
      "If it asks for a sign-in, enter the proxy's credentials where the program is configured.",
    ],
  },
  html_instead_of_json: {
    owner: "network",
    isTransient: false,
    explain: () =>
      "A web page came where the token endpoint should answer: a proxy's or portal's page, or the endpoint is the address of a page.",
    listSteps: () => [
      "Compare the Token Endpoint with the provider's; the Authorization Endpoint in its place gives exactly this.",
      "If it is right, find out what answers in place of the provider, and let connections to it pass.",
    ],
  },
  starttls_missing: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ server }) =>
      `STARTTLS is not offered by ${server}, or something between takes the offer away, so nothing can be sent safely.`,
    listSteps: (known) => [
      `Set Security to TLS with port ${{ IMAP: 993, POP3: 995, SMTP: 465 }[known.protocol]}.`,
      "If the server does offer it, look for a firewall that reads mail connections.",
      verifyAgain(known),
    ],
  },
  protocol_mismatch: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ server, protocol }) => `What answers at ${server} does not speak ${protocol}.`,
    listSteps: (known) => [checkPort(known), verifyAgain(known)],
  },
  line_too_long: {
    owner: "provider",
    judgeOwner: ({ isLineRefused }) => (isLineRefused ? "helpdesk_admin" : undefined),
    judgeTitle: ({ isLineRefused }) =>
      isLineRefused ? "The server refuses the client's line as too long" : "The server sends a line without end",
    isTransient: false,
    explain: ({ server, isLineRefused }) =>
      isLineRefused
        ? `A line that the client sent is longer than ${server} takes: most often the token, in the same line as the command that begins the sign-in. It says nothing about the token itself.`
        : `A line longer than any mail server may send came from ${server}, so the connection was ended.`,
    listSteps: (known) =>
      known.isLineRefused
        ? [
            tokenAlone[known.protocol],
            known.isForeign
              ? "Then try again in that program; a new token would not help."
              : "Have the program that signed in changed so; a new token would not help.",
          ]
        : [checkPort(known), "If it is right, tell whoever runs the server."],
  },
  egress_refused: {
    owner: "network",
    isTransient: false,
    explain: () => "The address leads to a network that this installation does not let its users reach.",
    listSteps: ({ isForeign }) => [
      "Check the host for a typing error.",
      isForeign
        ? "If the server is inside your network, allow that program to reach it."
        : "If the server is inside your network, the operator can allow it by MAILGRANT_EGRESS_ALLOW.",
    ],
  },
} as const satisfies Record<string, Cause>;

// RFC 4954 section 4, RFC 5034 section 4, RFC 9051 section 6.2.2: an initial response may make a command too long.
const tokenAlone: Readonly<Record<Known["protocol"], string>> = {
  SMTP: "Send AUTH XOAUTH2 alone, and the token in a line of its own after the server's 334: a command may have 512 octets, a line of the authentication exchange 12288 (RFC 4954, section 4).",
  POP3: "Send AUTH XOAUTH2 alone, and the token in a line of its own after the server's +: a command may have 255 octets (RFC 5034, section 4).",
  IMAP: "Send AUTHENTICATE XOAUTH2 alone, and the token in a line of its own after the server's +, without an initial response (RFC 9051, section 6.2.2).",
};

// Checking certificates is never switched off, not for a moment: whoever can read the connection gets the token.
function trustSteps(known: Known): string[] {
  return [
    "Whoever runs the server installs a certificate of a public authority, with those between.",
    known.isForeign
      ? "Or the program is told to trust its authority, by the authority's certificate; never by switching the check off."
      : "Or the operator trusts its authority: put the authority's certificate in a file and name it in NODE_EXTRA_CA_CERTS.",
    verifyAgain(known),
  ];
}

function showChain({ context: { host, port, security }, protocol }: Known) {
  if (host === undefined || port === undefined) return [];
  const starttls = security === "starttls" ? ` -starttls ${protocol === "POP3" ? "pop3" : protocol.toLowerCase()}` : "";
  return [
    {
      command: `openssl s_client -connect ${quoteForShell(`${host}:${port}`)} -servername ${quoteForShell(host)} -showcerts${starttls} </dev/null`,
      changes: "Changes nothing: shows the certificates that the server sends.",
      shell: "bash",
    } as const,
  ];
}
