import { accessLanguages } from "./access-languages";
import { directoryWords } from "./directory-words";
import { entraAppWords } from "./entra-app-words";
import { entraGrantWords } from "./entra-grant-words";
import { entraLanguages } from "./entra-languages";
import { entraPages } from "./entra-pages";
import { entraSentences } from "./entra-sentences";
import { googleRules } from "./google";
import { googleGrantRules } from "./google-grants";
import { googlePages } from "./google-pages";
import { idpLanguages } from "./idp-languages";
import { idpBroadestResorts, idpLastResorts } from "./idp-last-resorts";
import { idpRequestClasses } from "./idp-request-classes";
import { closedRules, lostRules, pageRules } from "./last-resorts";
import { mailAccessRules } from "./mail-access";
import { mailCredentialRules } from "./mail-credentials";
import { mailLanguages } from "./mail-languages";
import { messageRefusals } from "./message-refusals";
import { networkRules } from "./network";
import { oauthRules } from "./oauth";
import { otherIdpRules } from "./other-idps";
import { otherIdpClasses } from "./other-idps-classes";
import { otherIdpDetails } from "./other-idps-details";
import { otherIdpPeopleDetails } from "./other-idps-people-details";
import { otherIdpProductRules } from "./other-idps-products";
import { otherIdpSignInRules } from "./other-idps-sign-in";
import { outlookCodes } from "./outlook-codes";
import { passwordHints, passwordWords } from "./password-words";
import { accessPlainWords } from "./plain-words-access";
import { idpPlainWords } from "./plain-words-idp";
import { mailboxPlainWords } from "./plain-words-mailbox";
import { sendingPlainWords } from "./plain-words-sending";
import { signInPlainWords } from "./plain-words-sign-in";
import { wayPlainWords } from "./plain-words-way";
import { readingRules } from "./reading";
import { readingLastResorts } from "./reading-last-resorts";
import { readingRefusals } from "./reading-refusals";
import type { Rule } from "./rule";
import { sendingCircumstances } from "./sending-circumstances";
import { sendingClasses } from "./sending-classes";
import { sendingClients } from "./sending-clients";
import { sendingLanguages } from "./sending-languages";
import { sendingLastResorts } from "./sending-last-resorts";
import { sendingRefusals } from "./sending-refusals";
import { sendingWords } from "./sending-words";
import { serverTroubleRules } from "./server-trouble";
import { signInDetails } from "./sign-in-details";
import { smtpRules } from "./smtp";
import { smtpSentences } from "./smtp-sentences";
import { starttlsRules } from "./starttls";
import { tlsRules } from "./tls";
import { tlsLibraryRules } from "./tls-libraries";
import { wayRules } from "./way";
import { wrongServiceRules } from "./wrong-service";

/**
 * Every rule, in the order in which they are tried. What a provider or a mail server said comes before what a program
 * made of it, because programs put "connection closed" or "could not authenticate" around whatever they were told:
 *
 * 1. identity providers' own words, their pages first (a log that ends in a mail server's refusal often begins with theirs),
 * 2. mail servers' words, those of all protocols before those of one,
 *    and of those a server's own trouble last, as it is told in the words of broken connections and refused passwords,
 * 3. TLS before the network, as a failed handshake ends in a closed connection too; a connection that never came about
 *    before the protocols' replies, a connection that broke after them,
 * 4. a refused password in clients' and other languages' words, which a reply's own code would only say less exactly,
 * 5. the bare error codes of OAuth, which say little: "invalid_grant" stands in front of everything above,
 * 6. a page where JSON should be, which may hold any of the above,
 * 7. that a connection ended, which is the end of every log,
 * 8. the last resorts: a stem of what a text is about, near a stem of what is wrong; never sure,
 * 9. plain words: as the last resorts, for programs that say it without any code and without even "error".
 *
 * Within each, whole sentences come before the classes (what is refused, near a word for what is wrong with it), and the
 * classes before the codes.
 *
 * Entra's numbers come after firstRules and before everything else; see findVerdict.
 */
export const rules: readonly Rule[] = [
  ...entraLanguages,
  ...entraSentences,
  ...googlePages,
  ...googleRules,
  ...googleGrantRules,
  ...otherIdpDetails,
  ...otherIdpPeopleDetails,
  ...otherIdpProductRules,
  ...otherIdpRules,
  ...otherIdpSignInRules,
  ...idpRequestClasses,
  ...otherIdpClasses,
  ...idpLanguages,
  ...directoryWords,
  ...mailCredentialRules,
  ...starttlsRules,
  ...wrongServiceRules,
  ...signInDetails,
  ...mailAccessRules,
  ...accessLanguages,
  ...serverTroubleRules,
  ...tlsLibraryRules,
  ...tlsRules,
  ...wayRules,
  ...passwordWords,
  ...mailLanguages,
  ...readingRules,
  ...readingRefusals,
  ...sendingCircumstances,
  ...sendingRefusals,
  ...sendingWords,
  ...smtpSentences,
  ...sendingClasses,
  ...messageRefusals,
  ...smtpRules,
  ...sendingClients,
  ...outlookCodes,
  ...networkRules,
  ...sendingLanguages,
  ...passwordHints,
  ...idpLastResorts,
  ...oauthRules,
  ...pageRules,
  ...closedRules,
  ...idpBroadestResorts,
  ...readingLastResorts,
  ...sendingLastResorts,
  ...lostRules,
  ...wayPlainWords,
  ...idpPlainWords,
  ...accessPlainWords,
  ...signInPlainWords,
  ...sendingPlainWords,
  ...mailboxPlainWords,
];

/** Tried before Entra's numbers. */
export const firstRules: readonly Rule[] = [...entraPages, ...entraAppWords, ...entraGrantWords];
