import type { Rule } from "./rule";

const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const sending = ["smtp"] as const;

/** SMTP's sentences and the enhanced codes that only one of them has (RFC 3463, Microsoft's and Google's own). */
export const smtpSentences: readonly Rule[] = [
  {
    cause: "tls_version",
    confidence: 0.95,
    words: /4\.7\.66\b|TLS 1\.0 and 1\.1 (?:are|is) not supported/i,
    example: smtp(
      "microsoft",
      "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
    ),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.95,
    stages: sending,
    words:
      /SubmissionQuotaExceeded|5\.4\.5\b|Daily (?:user )?sending (?:limit|quota)|sending (?:limit|quota)|reached your (?:daily )?(?:sending )?limit|5\.1\.90\b|(?:daily|hourly) (?:message |sending |recipient |relay ){0,3}(?:limit|quota)|message (?:submission )?rate (?:for this client )?(?:has )?exceeded|recipient rate limit|RecipientRateLimitExceeded|(?:send\w{0,4}|message|daily|hourly|recipient|smtp|e?mail) quota (?:is )?(?:exceeded|reached)|exceeded (?:the |your )?(?:maximum |max )?(?:number of )?(?:messages|emails|recipients) (?:per|allowed|that)|messages per (?:day|hour)/i,
    without: /mailbox (?:for user )?(?:is )?full|over ?quota|storage|5\.2\.2|4\.2\.2/i,
    example: smtp(
      "google",
      "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail 550 5.4.5 sending limits go to",
    ),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.95,
    stages: sending,
    words:
      /5\.1\.8\b|Access denied, bad outbound sender|Access denied, spam abuse detected|tenant has exceeded threshold|OutboundSpam|restricted from sending|5\.7\.7(?:05|50)\b|5\.7\.50[1-4]\b|Unusual sending activity detected|sender (?:is |has been )?(?:blocked|suspended)(?: for| due| because)|account (?:is )?blocked for (?:spam|sending)|suspected (?:spam|of sending)|(?:spam|abuse) (?:detected|suspected) from/i,
    example: smtp("microsoft", "550 5.1.8 Access denied, bad outbound sender AS(42004)"),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.7,
    alternatives: ["message_refused"],
    stages: sending,
    // It is the address that one sends from which is not trusted, as a new tenant's.
    words: /traffic not accepted from this IP|5\.7\.708\b/i,
    example: smtp("microsoft", "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP."),
  },
  {
    cause: "send_as_denied",
    confidence: 0.95,
    stages: sending,
    words:
      /SendAsDenied|not (?:allowed|authori[sz]ed|permitted) to send as|does not have permissions? to send (?:as|on behalf)|5\.7\.60\b|5\.2\.252\b|not owned by (?:auth(?:enticated)? )?user|Sender address rejected: not (?:owned|authori[sz]ed)|Mail from must equal authori[sz]ed user|must be (?:the )?same (?:as|with) (?:the )?(?:authori[sz]ation|authenticated|login|auth) ?user|Relaying disallowed as|Sender (?:address )?(?:is )?not (?:allowed|authori[sz]ed|permitted|owned)|sender.{0,40}(?:mismatch|does not match|doesn't match|differs)|(?:From|envelope).{0,60}(?:does not|doesn't|must) match.{0,40}(?:account|user|login|auth)|You are not allowed to (?:use|send).{0,40}(?:sender|address|from)|SendAs|send-as|user.{0,30}not authori[sz]ed to (?:use|send)|unauthori[sz]ed (?:sender|from)|not allowed to use (?:this|the) (?:sender|from)/i,
    without: /null sender/i,
    example: smtp(
      "microsoft",
      "554 5.2.252 SendAsDenied; user@acme.example not allowed to send as support@acme.example",
    ),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.95,
    stages: sending,
    words:
      /5\.7\.57\b|Sender address rejected: not logged in|Client (?:was|is) not authenticated|530[ -]5\.5\.1|530[ -]5\.7\.[01] (?:.{0,10})?Authentication required|Authentication (?:is )?required|must (?:be )?(?:authenticate|log ?in)(?:d)? (?:first|before)|SMTP authentication is required|please authenticate|5\.7\.1 .{0,40}must authenticate|authenticate first|auth first|need to authenticate|(?:requires?|needs?) (?:SMTP )?authentication|(?:AUTH|Authentication) required|client was not authenticated/i,
    without: /5\.7\.(?:8|139|3)\b|Application-specific|535[ -]/i,
    withoutNear: /proxy auth|\b407\b|START ?TLS (?:command|is|first|required)|(?:issue|use|send) (?:a )?START ?TLS/i,
    example: smtp("microsoft", "530 5.7.57 Client not authenticated to send mail. [AM0]"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.75,
    alternatives: ["send_as_denied"],
    stages: sending,
    words:
      /relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|Unable to relay|(?:allowed|configured|permitted) to relay|Insecure Mail Relay|not permitted to relay|relay not permitted/i,
    example: smtp("other", "554 5.7.1 <a@b.example>: Relay access denied"),
  },
];
