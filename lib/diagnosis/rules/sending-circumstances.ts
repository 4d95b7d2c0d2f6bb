import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/**
 * What stands around a refusal and says more than its own sentence: that it is a report of a message that came back, a
 * service's test account, or the end of a session that was used for too much. They come before the refusals.
 */
export const sendingCircumstances: readonly Rule[] = [
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["smtp_not_authenticated"],
    stages: sending,
    // The report comes from one's own server, which took the message; the recipient's would not have it.
    words:
      /(?:couldn't|could not|wasn't|was not|can't|cannot) be delivered to|delivery (?:has failed|to the following recipients? failed)|Undelivered Mail|returned to sender|Final-Recipient|Diagnostic-Code|response from the remote server/i,
    andWords: /relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|unable to relay/i,
    example: smtp(
      "Your message couldn't be delivered to a@b.example. The response from the remote server was: 554 5.7.1 <a@b.example>: Relay access denied",
    ),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["send_as_denied", "outbound_sender_blocked"],
    stages: sending,
    // A test account sends to those alone who were named beforehand.
    words:
      /sandbox (?:sub)?domains? (?:is|are) (?:only )?for test|(?:test|sandbox|trial) (?:mode|accounts?|domains?)\b.{0,80}(?:authori[sz]ed|verified|own) (?:recipient|address)|(?:only|may) send (?:test(?:ing)? )?(?:e-?mails?|messages) to (?:your own|verified|authori[sz]ed)/i,
    without: /\b535\b/,
    example: smtp(
      "421 Domain a.example is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain",
    ),
  },
  {
    cause: "throttled",
    confidence: 0.75,
    alternatives: ["submission_quota_exceeded", "too_many_connections"],
    stages: sending,
    words:
      /(?:mails?|messages?|recipients?|transactions?|deliveries) (?:per|in (?:a|one|this|the same)) (?:smtp )?(?:session|connection)\b.{0,24}(?:limit|exceed|reach|too)|(?:too many|limit of|max\w{0,4}(?: of)?(?: \d{1,5})?|no more) (?:\w{1,12} ){0,2}(?:mails?|messages?|recipients?|transactions?) (?:per|in (?:a|one|this|the same)|on this) (?:smtp )?(?:session|connection)/i,
    example: smtp("451-Requested action aborted 451 Mails per session limit"),
  },
];
