/**
 * What is wrong with a thing, as people say it: stems, as sources of patterns. Each holds for adjectives ("an expired
 * code"), verbs ("the code has expired") and denials ("the code is not valid any more"); see eitherOrder.
 */
export const expired =
  "expir|out of date|out-?dated|too old|\\b(?:ran|run|runs) out\\b|\\bstale\\b|lapsed|no longer valid|past its|timed out|(?:life ?time|validity)(?: period)? (?:is |has |was )?(?:over|ended|passed|exceeded|up)\\b";

export const invalid =
  "invalid|in-?correct|\\bwrong|\\bbad\\b|mismatch|malformed|illegal|faulty|unusable|unaccept|differ|(?:\\bnot|n't|never) (?:be |been |seem |look )?(?:an? )?(?:valid|correct|match|right|recogni[sz]|accept|verif|like\\b|good\\b|work)";

export const missing =
  "missing|absent|\\bempty\\b|\\bblank\\b|omitted|\\brequired\\b|\\bneed(?:ed|s)?\\b|(?:\\bnot|n't) (?:be |been )?(?:present|provided|supplied|given|sent|set|specified|included|found|defined|there)\\b|\\bno\\b|without|\\black(?:s|ing)?\\b|forgot";

export const refused =
  "denied|\\bdeny|\\bdenies|refus|reject|forbid|prohibit|disallow|\\bblock(?:ed|s)\\b|restrict|(?:\\bnot|n't|never|no longer) (?:be |been |being )?(?:allow|permit|authori[sz]|entitle|let\\b|grant)|unauthori[sz]|\\bmay(?: not|n't)\\b|must(?: not|n't)\\b|\\bcannot\\b|can't|turned (?:away|down)|\\bno (?:right|permission|access)";

export const switchedOff =
  "disabled|inactive|deactivat|suspended|\\bpaused|(?:switched|turned) off|\\b(?:is|are) (?:currently )?off\\b|(?:\\bnot|n't|never) (?:be |been |currently |yet |yet been )?(?:enabled|activ\\w{1,6}|switched on|turned on|available|includ\\w{1,3}|open)\\b|\\bblocked|unavailable";

export const unknown =
  "unknown|unrecogni[sz]ed|unregistered|non-?exist|\\bno such|(?:\\bnot|n't) (?:be |been )?(?:found|known|registered|recogni[sz]ed|exist|there)\\b|(?:cannot|can't|could not|couldn't|unable to|failed to) (?:find|locate|identify|look up)|there(?: is|'s) no\\b|not on (?:file|record)|(?:do not|don't|does not|doesn't) know|not (?:in|on) (?:the|our|a|its) (?:\\w{1,12} )?list|nobody (?:has )?regist|\\bno longer exist|\\bno (?:\\w{1,12} ){1,2}(?:named|called|by that|with that|with this|of that)\\b|deleted";

export const lost =
  "\\bclosed|\\bdrop(?:ped|s)\\b|\\blost\\b|terminat|abort|disconnect|h[au]ng[- ]?up|went away|gone away|\\bbroke|\\bended\\b|interrupt|\\bcut\\b|severed|\\bshut\\b|\\breset\\b|\\bis over\\b|vanish|disappear";

export const late =
  "tim(?:ed|e|ing)[- ]?out|(?:too|so|very) long|deadline|\\bwaited \\d|(?:took|takes?|taking) longer|\\bno (?:response|answer|reply|reaction)|g[ai]v(?:e|en|ing) up wait|(?:\\bnot|n't|never|no longer) (?:respond|answer|repl[iy]|react)|unresponsive|stopped (?:waiting|respond|answer)|tired of waiting";

/**
 * A pattern of what a text is about, near what is wrong with it, whichever of them comes first, or of what says both at
 * once; `gap` is in characters.
 */
export function eitherOrder(what: string, wrong: string, { gap = 40, or }: { gap?: number; or?: string } = {}): RegExp {
  const near = `(?:${what}).{0,${gap}}?(?:${wrong})|(?:${wrong}).{0,${gap}}?(?:${what})`;
  return new RegExp(or === undefined ? near : `${near}|${or}`, "i");
}
