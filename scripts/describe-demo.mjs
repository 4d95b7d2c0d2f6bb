// What `npm run demo` tells the person in front of it.

/**
 * Where everything is, and what to do with it.
 *
 * @param {{ url: string, tenants: { email: string, password: string }[], servers: { portalUrl: string, imapPort: number, smtpPort: number, caughtMailUrl: string, missing: string[] }, whyMissing: string, folder: string }} demo
 */
export function describeDemo({ url, tenants, servers, whyMissing, folder }) {
  const { portalUrl, imapPort, smtpPort, caughtMailUrl, missing } = servers;
  const [first, second] = tenants;
  const lines = [
    "",
    `  Mailgrant          ${url}`,
    `                     Sign in as ${first.email}, password ${first.password}`,
    `                     (a second, separate helpdesk: ${second.email}, password ${second.password})`,
    "",
    `  Practice portal    ${portalUrl}`,
    "                     It stands in for the Microsoft Entra admin center; keep it open in a second tab.",
    "",
    `  Caught e-mails     ${caughtMailUrl}`,
    "                     Alerts, digests and test messages; nothing leaves this machine. Under Alerts, Settings you can",
    "                     send a test alert and switch the daily digest on.",
    "",
    "  Then five clicks:",
    "    1. Add System Email. Email Address: support@acme.test; Email Name: Support",
    `    2. Remote Mailbox. Hostname: localhost; Port Number: ${imapPort}; Status: Enabled. Press Config.`,
    "    3. IdP Config. From the practice portal copy the Application (client) ID to Client ID, the secret's Value to",
    "       Client Secret, and both OAuth 2.0 endpoints to the fields of their names. Press Submit.",
    "    4. Sign in as support@acme.test, password practice, and press Accept. You come back to a green banner.",
    "    5. Press Verify connection and see each stage turn green.",
    "",
    `  Sending too: Outgoing (SMTP). Hostname: localhost; Port Number: ${smtpPort}; Security: TLS; Status: Enabled;`,
    "  Verify connection. The portal has more people, a shared mailbox, and registrations with a fault to try.",
    ...(missing.length === 0 ? [] : ["", ...describeStandIns(missing, whyMissing)]),
    "",
    `  Ctrl-C stops all of it. What you set up stays in ${folder} for the next time; the log is there too.`,
  ];
  return lines.join("\n");
}

function describeStandIns(missing, why) {
  return [
    "  The mail servers are small stand-ins, because Dovecot is not here. What they cannot do:",
    ...missing.map((sentence) => `    - ${sentence}`),
    `  For all of that install Dovecot. ${why.split("\n").at(-1)}`,
  ];
}
