const tokenCommand = /\bAUTH(?:ENTICATE)?,? ["']?(?:XOAUTH2?|OAUTHBEARER)\b/;
const passwordCommand =
  /\bAUTH(?:ENTICATE)? (?:PLAIN|LOGIN|CRAM-MD5|NTLM|DIGEST-MD5)\b|(?<!NO )(?<!BAD )\bLOGIN "?[^\s"@]{1,64}@|Authenticator "?(?:LOGIN|PLAIN|CRAM-MD5)\b/;

/**
 * How one signed in: by the command that the client sent where the text shows it, else by what the text names. What a
 * server merely offers is dropped before; see dropCapabilities. A challenge counts though it is cut off.
 */
export function findSignIn(text: string): "token" | "password" | undefined {
  const isToken = tokenCommand.test(text);
  if (!isToken && passwordCommand.test(text) && !/eyJzdGF0dXMi|"schemes"/.test(text)) return "password";
  if (
    isToken ||
    /oauth|bearer |access.?token|refresh.?token|"schemes"|eyJzdGF0dXMi|auth=bearer|\btoken (?:auth|log-?in|sign-?in)|SaslMechanismOAuth2|modern auth/i.test(
      text,
    )
  )
    return "token";
  if (
    /smtplib|VXNlcm5hbWU6|UGFzc3dvcmQ6|SMTPAuthenticationError|imap_open|imaplib|app(?:lication-specific)? password|\bPASS \*|command: pass\b|Retrying (?:PLAIN|LOGIN|NTLM|CRAM-MD5|GSSAPI) authentication|(?:Password|Username) command failed/i.test(
      text,
    )
  )
    return "password";
  return undefined;
}
