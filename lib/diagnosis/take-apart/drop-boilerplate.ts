/** Sentences of MailKit's SslHandshakeException, which lists up to five reasons whatever the reason was. */
const reasons = [
  "The server is using a self-signed certificate which cannot be verified",
  "The local system is missing a Root or Intermediate certificate needed to verify the server's certificate",
  "A Certificate Authority CRL server for one or more of the certificates in the chain is temporarily unavailable",
  "The certificate presented by the server is expired or invalid",
  "The set of SSL/TLS protocols supported by the client and server do not match",
];

// .NET's SmtpException names two causes before the server's own words.
const beforeTheServersWords =
  /The SMTP server requires a secure connection or the client was not authenticated\. (?=The server response was: ?\S)/gi;

/**
 * The text, white space being single spaces, without what libraries put around whatever happened: naming every cause
 * that there might be, they would speak for all of them.
 */
export function dropBoilerplate(text: string): string {
  const isListed = /for one or more of the following reasons/i.test(text);
  const unlisted = isListed ? reasons.reduce((left, reason) => left.replaceAll(reason, ""), text) : text;
  return unlisted.replace(beforeTheServersWords, "");
}
