import type { TakenApart } from "@/lib/diagnosis/diagnose";
import type { Diagnosis } from "@/lib/diagnosis/schema";

/** What a text is: what a server or a program said of a failure, what somebody says of it, or the report that all went well. */
export type TextKind = "failure" | "description" | "success";

/** Longer ones have been copied from somewhere. */
const longestDescription = 1500;

// What servers and programs say when a sign-in or a message has gone through.
const success =
  /(?:^|[\s>:"'])235[ -]|(?:^|[\s>:"'])250[ -]2\.\d\.\d\b|(?:^|\s)\S{1,12} OK\b.{0,200}(?:completed|success|logged in|authenticated)|(?:^|\s)\+OK\b|\bsuccessfully (?:authenticated|logged in|signed in|sent|delivered|connected)|\b(?:authentication|log-?in|sign-?in) (?:was )?(?:successful|succeeded)/im;

const failure =
  /\b(?:NO|BAD|BYE)\b|-ERR|\b[45]\d\d[ -]|\b(?:fail(?:s|ed|ure)?|errors?|denied|refused|rejected|invalid|exception|expired|unable|timed? ?out)\b|\bcan(?:'t|not)\b/i;

// How people tell of trouble, and programs do not: of themselves, of days, and with a plea.
const personal =
  /\b(?:I|I'm|I've|we|we've|my|our|me|us|pls|plz|asap|help|hello|hi|thanks|since (?:mon|tues|wednes|thurs|fri|satur|sun)day|since yesterday|this morning|any ?more|ich|wir|mein|meine|unser|unsere|bitte|hilfe|hallo|danke|seit)\b|\b(?:does|do|is|are|did)(?:n't| not|nt) (?:work|working|function|send|receive|fetch)|\bnot working\b|\bnothing works\b|\b(?:geht|gehen|funktioniert|funktionieren) (?:\S{1,20} ){0,3}nicht\b/i;

// What is seldom in a sentence that somebody typed: codes, addresses of code, brackets, key=value, and upper-case words of protocols.
const copied =
  /[{}[\]<>|\\]|\b[A-Za-z_]{2,40}[=:]["']?\S|\b\d{3}[ -]\d\.|\b\d{2}:\d{2}:\d{2}\b|\bAADSTS|\b[a-z]+_[a-z]+\b|\b[A-Z][a-z]+(?:Error|Exception)\b|\b(?:NO|BAD|BYE|ERR|AUTH|OK)\b/;

/**
 * Tells, of a text in which the diagnosis found no cause, what somebody writes about a failure, and the report that all
 * went well, from an answer of a server. What has a cause is an answer, however it is put: the page says what the API and
 * the command line say.
 */
export function judgeText(raw: string, parts: TakenApart, { cause }: Diagnosis): TextKind {
  if (cause !== "unknown") return "failure";
  if (success.test(raw) && !failure.test(raw)) return "success";
  const { entraNumbers, errors, smtpCodes, responses, errnos, httpStatuses } = parts;
  const isBare = [entraNumbers, errors, smtpCodes, responses, errnos, httpStatuses].every(
    (found) => found.length === 0,
  );
  const isTyped = raw.length <= longestDescription && personal.test(raw) && !copied.test(raw);
  return isBare && isTyped ? "description" : "failure";
}
