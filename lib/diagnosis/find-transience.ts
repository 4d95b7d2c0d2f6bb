import type { Facts } from "./rules/rule";

// That it may pass, as providers, servers and programs promise it, in several languages.
const promised =
  /\btransient(?:ly)?\b(?! ?(?:prop|state|attr))|\btry(?:ing)? (?:\w{1,12} )?again (?:later|soon|shortly|in (?:a |an |\d)|after|tomorrow)|\b(?:re)?try (?:\w{1,12} )?later|\b(?:retry|try) (?:again )?(?:in|after) (?:a |an |\d)|\b(?:at a|some) later time|\bwait (?:for )?\d{1,4} ?(?:sec|min|hour|[smh]\b)|\b(?:wait|in) a (?:few|moment|while|bit|minute)(?! minutes for the action)|\btemporar(?:y|ily)\b(?! (?:enable|password|file|redirect|folder|credential|token|access|suspended|director|key|code))|(?:unable|not able|cannot|can't|could not|couldn't|not available|unavailable) .{0,40}(?:at this time|at the moment|right now|just now)|retry-?after|after (?:some|a short) (?:time|while)|(?:as soon as|once|when) the (?:connection|network) is (?:back|restored|available)|\bover(?:loaded|load|capacity)\b|(?:under|for|scheduled|during) maintenance|continue to receive this (?:message|error)|wrong (?:on|at) our (?:side|end)|diese (?:Meldung|Nachricht) weiterhin|sp[äa]ter (?:erneut|noch ?(?:ein)?mal|wieder)|(?:erneut|nochmals?) (?:zu )?(?:einem )?sp[äa]ter|vorübergehend|plus tard|ultérieurement|temporairement|m[áa]s tarde|temporalmente|mais tarde|temporariamente|pi[ùu] tardi|temporaneamente|later (?:opnieuw|nog)|tijdelijk|p[óo][źz]niej|tymczasow|позже|позднее|временно|稍[后後]|暂时|暫時|しばらく|後で(?:もう一度|再)|一時的|나중에 다시|일시적/i;

// Said with refusals for good as well: "550 5.7.1 Service unavailable, Client host blocked".
const busy = /\b(?:server|service|system) (?:is |was )?(?:too |currently )?(?:busy|down|overloaded|unavailable)\b/i;

// That a connection broke, or that somebody is waited for.
const broken =
  /attempting to reconnect|\bstatus=deferred\b|\bTempFail\b|\breconnecting\b|connection .{0,60}\b(?:lost|dropped|interrupted|terminated|aborted)\b|\b(?:lost|dropped) (?:\w{1,12} )?connection|network request failed|\bnetwork_error\b|lacked sufficient buffer|\bno buffer space|stable connection .{0,40}not|\bauthorization is pending|pending end-user|not (?:yet )?(?:finished|completed|approved) the authori[sz]ation|\bkeeps? trying\b|socketErrorListener|emitErrorNT/i;

// That it will not, which counts more.
const lasting =
  /\bnon-?(?:retryable|transient)|retry(?:able)?["']?[=:] ?["']?(?:false|no)\b|\bpermanent(?:ly)?\b(?! redirect)|valid request/i;

const passingResponses: readonly string[] = ["UNAVAILABLE", "INUSE", "IN-USE", "SYS/TEMP", "SERVERBUG", "LOGIN-DELAY"];
const passingErrors: readonly string[] = ["authorization_pending", "slow_down", "temporarily_unavailable"];
const passingErrnos: readonly string[] = ["ETIMEDOUT", "ECONNRESET", "EAI_AGAIN"];

/** HTTP's statuses that pass by themselves; 501 and 505 are for the client's maker to mend (RFC 9110, section 15.6). */
function isPassingStatus(status: number): boolean {
  return (
    status === 408 ||
    status === 425 ||
    status === 429 ||
    (status >= 500 && status < 530 && ![501, 505].includes(status))
  );
}

/**
 * Whether the words of the text itself promise that it passes or say that it will not, whatever the cause is; undefined
 * where they say neither. For what is doubtful: a cause that is sure knows better.
 */
export function findPromise({ parts, stage }: Facts): boolean | undefined {
  const { text, smtpCodes } = parts;
  // Pages for people end in "try again later" whatever the matter is.
  if (stage === "authorize") return undefined;
  if (lasting.test(text)) return false;
  const isForGood = stage === "smtp" && smtpCodes.some(({ code }) => code.startsWith("5"));
  return promised.test(text) || (!isForGood && busy.test(text)) ? true : undefined;
}

/** Whether it may pass where nothing is known of the cause, so that "try again later", codes and names of broken connections count as well. */
export function findTransience({ parts, stage }: Facts): boolean {
  const { text, errors, errnos, smtpCodes, httpStatuses, responses } = parts;
  if (lasting.test(text)) return false;
  if (promised.test(text)) return true;
  if (stage === "smtp" && smtpCodes.length > 0)
    // RFC 5321, section 4.2.1: what begins with 4 may pass.
    return smtpCodes.every(({ code, enhanced }) => /^4[2-7x.]/.test(enhanced ?? code));
  return (
    (stage !== "smtp" && httpStatuses.some(isPassingStatus)) ||
    responses.some((code) => passingResponses.includes(code)) ||
    errors.some((error) => passingErrors.includes(error)) ||
    errnos.some((errno) => passingErrnos.includes(errno)) ||
    busy.test(text) ||
    broken.test(text)
  );
}
