import type { Rule } from "./rule";

const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const sending = ["smtp"] as const;

/**
 * What is said after a good sign-in, about the message, its recipients, the sender's reputation or how the program
 * introduces itself: no matter of the mailbox's connection. They come after the refusals of who sends and how much.
 */
export const messageRefusals: readonly Rule[] = [
  {
    cause: "message_refused",
    confidence: 0.8,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    // The address that one sends from has no name, or what was sent looks like what nobody asked for.
    words:
      /(?:cannot|can't|could not|unable to|failed to) (?:find|resolve|verify) (?:your |the )?(?:reverse |client )?host ?name|\b(?:PTR|rDNS)\b.{0,40}(?:record|missing|required|invalid|set)|(?:no|missing|invalid|fix|without) (?:valid )?(?:PTR\b|rDNS\b|reverse (?:DNS|lookup|hostname))|(?:reverse DNS|\bPTR|rDNS)\b.{0,30}(?:not|n't) (?:resolve|match|exist|found|valid|set)|likely (?:suspicious|unsolicited)|UnsolicitedMessageError|UnsolicitedRateLimitError/i,
    without: /\b4\d\d[ -]4|\b535\b/,
    example: smtp(
      "other",
      "host mx.acme.example said: 554 5.7.1 Client host rejected: cannot find your reverse hostname, [203.0.113.4] (in reply to RCPT TO command)",
    ),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    // What is said after a good sign-in, about the message, its recipients or the sender's reputation.
    words:
      /\b5\d\d[ -](?:5\.1\.[1236]\b|5\.2\.[12]\b|5\.3\.4\b|5\.7\.26\b)|blocked using .{1,60}|Requested action not taken: mailbox unavailable|listed (?:at|by|in|on) .{0,40}(?:spamhaus|spamcop|barracuda|sorbs|dnsbl|rbl)|rejected (?:as|due to) (?:spam|content|virus|listing)|Suspicious HELO|(?:SPF|DMARC|DKIM) .{0,60}(?:fail|reject|not pass)|authenticate with (?:either )?SPF|message size exceeds|content presents a potential security|content filter|User unknown in|Recipient address rejected(?!.{0,40}(?:greylist|try again|temporar))|no such recipient|mailbox (?:for user )?(?:is )?full/i,
    without: /\b4\d\d[ -]|\b535\b|5\.1\.8|5\.7\.(?:3|8|139|57|60)\b/i,
    example: smtp("other", "552 5.3.4 Message size exceeds fixed maximum message size"),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    words:
      /suspicion of spam|poor reputation|Reject due to policy restrictions|incident de spam|(?:considered|classified|identified|detected) (?:as )?spam|looks like spam|blocked for spamm|message (?:content )?rejected|(?:message|e-?mail) (?:is |was )?not (?:allowed|accepted|permitted)(?! from| as)|content rejected|RCPT failed: 5\d\d/i,
    without: /\b4\d\d[ -]|\b535\b|5\.1\.8|not verified|quota|limit/i,
    example: smtp("other", "554-Transaction failed 554-Reject due to policy restrictions."),
  },
  {
    cause: "message_refused",
    confidence: 0.5,
    alternatives: ["smtp_not_authenticated"],
    stages: sending,
    // How the program introduces itself, which is no matter of the sign-in.
    words: /(?:Helo|EHLO) command rejected|invalid (?:HELO|EHLO)|5\.5\.4 Invalid domain name|Sender verify failed/i,
    without: /\b4\d\d[ -]/,
    example: smtp("other", "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    stages: sending,
    // How the message itself is written.
    words:
      /(?:missing|lacks?|without|invalid|malformed|bad|duplicate|multiple|more than one|no|empty) (?:\w{1,12} ){0,3}["']?(?:From|To|Date|Message-?ID|Subject|Reply-To|MIME|message)["']?:? (?:address )?headers?\b|["']?(?:From|To|Date|Message-?ID|Subject|Reply-To)["']?:? headers? .{0,40}(?:missing|required|malformed|invalid|must be|not (?:present|found|compliant|valid))|(?:not|non)[- ](?:RFC ?[25]322|RFC[- ]compliant)|bare (?:LF|CR|<LF>|<CR>|newline|line ?feed)|headers fail syntax|5\.6\.\d\b/i,
    without: /\b4\d\d[ -]|\b535\b/,
    example: smtp("other", "550 MIME message is missing 'From' header"),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    stages: sending,
    // Whom it is for, how large it is, what is in it, which ways it went.
    words:
      /\bunrout(?:e)?able address|\b55\d .{0,40}(?:unknown|no such) (?:user|recipient|mailbox)|doesn't have an? [^\s]{3,60} account|too many hops|hop count exceeded|mail loop|message is looping|message(?:'s)? (?:size|length) (?:exceeds|limits?)|message exceeded .{0,40}size|message exceeds .{0,20}size|(?:executable|attachment|file type).{0,40}(?:not (?:allowed|permitted|accepted)|blocked|prohibited|forbidden)|DMARC polic(?:y|ies)|consider(?:s|ed)? (?:it |this )?(?:as |to be )?spam|bad reputation/i,
    without: /\b4\d\d[ -]|\b535\b|authenticat(?:e|ion) (?:required|failed)/i,
    example: smtp("other", "554 5.4.14 Hop count exceeded - possible mail loop"),
  },
  {
    cause: "message_refused",
    confidence: 0.5,
    alternatives: ["send_as_denied"],
    stages: sending,
    words:
      /\b55\d[ -]{1,2}#?5\.1\.[0-69]\b|\b55\d .{0,60}(?:can(?:no|')t|unable to|will not|won't) (?:deliver|accept) (?:e-?)?mail (?:for|to)\b/i,
    without: /\b(?:sender|from|authenticat\w{1,6}|relay\w{0,4})\b/i,
    example: smtp("other", "550 #5.1.0 Address rejected."),
  },
];
