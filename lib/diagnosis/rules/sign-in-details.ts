import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;

const serviceOff =
  /does(?:n't| not) have (?:the )?(?:access |necessary )?(?:rights?|permissions?|access) (?:to|for) (?:use |access )?(?:this|the) service|(?:SMTP|IMAP|POP3?|mail|external|client) (?:service |access |login |client )?(?:is |are |has been )?(?:not enabled|disabled|switched off|turned off|not allowed|not permitted|forbidden|denied) (?:for|on|by) (?:this|your|the) (?:user|account|mailbox|domain|admin)|(?:not (?:allowed|permitted|authori[sz]ed)|no (?:right|permission)s?) to (?:use|access) (?:the )?(?:SMTP|IMAP|POP3?)\b|(?:not|n't) have (?:the )?(?:permission|right)s? to (?:use|access) (?:SMTP|IMAP|POP3?)\b|(?:SMTP|IMAP|POP3?)\b.{0,20}not (?:available|included|part|supported|offered|possible) (?:of |in |with |for |on )(?:your|this|the) (?:\w{1,12} )?(?:plan|tariff|package|subscription|product|account|edition|licen[cs]e)|Disabled by user from|(?:not|n't) include (?:access (?:to|by|over) )?(?:SMTP|IMAP|POP3?)\b|upgrade to (?:an? |the )?(?:paid|premium|pro|business)\b|third[- ]party (?:apps?|clients?|access) .{0,30}(?:disabled|not allowed|blocked)/i;

const notOff = /\babuse|\bspam|SmtpClientAuth|basic auth|5\.7\.139|AADSTS|StartTLS|without (?:TLS|SSL)/i;

/**
 * What a refused sign-in says besides the refusal: that terms want to be accepted, that the service is off for this
 * account, that passwords are not taken. The code in front (535, AUTHENTICATIONFAILED) would only say "password".
 */
export const signInDetails: readonly Rule[] = [
  {
    cause: "pop_disabled",
    confidence: 0.9,
    stages: ["pop3"],
    words:
      /POP3? ?(?:and|or|und|oder|et|y|e|\/|&) ?IMAP4?\b.{0,30}(?:not enabled|disabled|not allowed|deaktiviert|nicht (?:aktiviert|freigeschaltet)|désactivé|desactivad|disattivat|отключен)/i,
    example: {
      stage: "pop3",
      provider: "other",
      raw: "-ERR POP3 and IMAP access is not enabled for this account",
    },
  },
  {
    cause: "web_login_required",
    confidence: 0.85,
    stages: mail,
    words:
      /accept (?:the )?(?:new |updated )?(?:EULA|(?:user |licen[cs]e )?agreement|terms|licen[cs]e)|EULA (?:is )?not accepted|(?:log|sign) ?in (?:(?:to|at|into) (?:your |the )?(?:\w{1,12} )?(?:account|mailbox) )?(?:to|on|via|through|at) (?:the |our |your )?(?:web|web ?mail|browser|web ?site) (?:interface |version |page |client |site )?(?:first|once|before|and|to)|complete (?:the |your )?registration|(?:enter|solve|complete|pass|answer|fill|requires?|needs?)\b.{0,24}\bCAPTCHA\b|\bCAPTCHA (?:is |was |verification |must )?(?:be )?(?:required|needed|entered|solved|missing|failed)/i,
    example: smtp("535 5.7.8 Error: authentication failed: Please accept EULA first. https://mail.example/"),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.85,
    alternatives: ["app_password_required"],
    stages: mail,
    words:
      /passwords? (?:are |is |has been |have been )?(?:disabled|no longer (?:accepted|supported)|not (?:accepted|supported) any ?more)|password(?:-based)? (?:auth\w{0,12}|log-?ins?|sign-?ins?) (?:is |are |has been |was )?(?:disabled|not (?:allowed|supported|available)|no longer|blocked)|less secure app|(?:only|requires?|must use|please use|switch to) (?:OAuth ?2?(?:\.0)?|modern auth)/i,
    without: /plain ?text|cleartext|unencrypted|password (?:has )?expired|encrypted password/i,
    example: smtp("535 Authentication failed: Basic authentication passwords disabled: Please use an API key instead"),
  },
  {
    cause: "imap_disabled",
    confidence: 0.65,
    alternatives: ["app_password_required", "user_disabled"],
    stages: ["imap"],
    words: serviceOff,
    without: notOff,
    example: imap("A1 NO [AUTHENTICATIONFAILED] LOGIN This user does not have access rights to this service"),
  },
  {
    cause: "pop_disabled",
    confidence: 0.65,
    alternatives: ["app_password_required", "user_disabled"],
    stages: ["pop3"],
    words: serviceOff,
    without: notOff,
    example: {
      stage: "pop3",
      provider: "other",
      raw: "-ERR [AUTH] This user does not have access rights to this service",
    },
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.65,
    alternatives: ["smtp_auth_disabled_tenant", "app_password_required", "user_disabled"],
    stages: ["smtp"],
    words: serviceOff,
    without: notOff,
    example: smtp("535 5.7.8 Error: authentication failed: This user does not have access rights to this service"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.8,
    stages: ["smtp"],
    words: /\b535[ -](?:\d\.\d\.\d )?Authentication (?:is )?required/i,
    example: smtp("535 Authentication required."),
  },
  {
    cause: "send_as_denied",
    confidence: 0.8,
    stages: ["smtp"],
    words: /\b(?:535|471)[ -](?:\d\.\d\.\d )?.{0,40}(?:Envelope From|from|sender) address .{1,120} not authori[sz]ed/i,
    example: smtp("535 Authorization failed: Envelope From address helpdesk@acme.example not authorized"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.85,
    stages: ["smtp"],
    // The command AUTH itself is not known to the server.
    words:
      /\b50[0234]\b.{0,60}(?:unrecogni[sz]ed|not (?:recogni[sz]ed|implemented|supported|understood)|unknown).{0,60}"command": ?"AUTH|"command": ?"AUTH.{0,160}\b50[0234]\b.{0,60}(?:unrecogni[sz]ed|not (?:recogni[sz]ed|implemented|supported)|unknown)|\b50[0-4]\b.{0,40}(?:unrecogni[sz]ed|not (?:recogni[sz]ed|implemented|supported)|unknown).{0,14}\bAUTH\b|no (?:compatible|common|usable) authentication mechanisms?|AUTH (?:command )?failed:? .{0,4}50[0234]\b/i,
    example: smtp('{"code":"EAUTH","response":"502 5.5.2 Syntax error, command unrecognized.","command":"AUTH PLAIN"}'),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.85,
    stages: ["smtp"],
    // PHPMailer's log, where the list of what the server offers is the evidence: what was asked for is not in it.
    words:
      /Auth method requested: [A-Z0-9-]{3,24} (?:.{1,30} )?Auth methods available on the server: [A-Z]|Requested auth method not available: [A-Z]/i,
    // Newer ones go on with another method, whose refusal tells more.
    without: /Auth method selected/i,
    example: smtp("Auth method requested: XOAUTH2 Auth methods available on the server: PLAIN,LOGIN"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.85,
    stages: mail,
    words:
      /(?:not|n't) (?:seem to )?(?:support|offer|know|accept|advertise)\b.{0,50}\b(?:CRAM-?MD5|DIGEST-?MD5|NTLM|GSSAPI|Kerberos|SCRAM(?:-SHA)?|APOP|secure password authentication)\b/i,
    without: /\b535\b/,
    example: imap("Server doesn't support encrypted passwords using CRAM-MD5."),
  },
  {
    cause: "wrong_audience_scopes",
    confidence: 0.6,
    alternatives: ["mailbox_access_denied", "scope_invalid", "consent_missing"],
    stages: mail,
    words:
      /\b(?:privileges?|permissions?|rights?|authority)\b.{0,60}(?:not sufficient|insufficient|not enough|inadequate)|(?:insufficient|not enough|inadequate) (?:\w{1,12} ){0,2}(?:privileges?|permissions?|rights?)\b/i,
    andWords: /oauth|\btokens?\b|bearer/i,
    example: imap("OAUTH_00016: The access privilege to the e-mail server is not sufficient."),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.9,
    stages: mail,
    words: /disallowed plain ?text auth|Logging in is disabled on this server/i,
    example: imap("imap-login: Disconnected (tried to use disallowed plaintext auth): user=<>"),
  },
];
