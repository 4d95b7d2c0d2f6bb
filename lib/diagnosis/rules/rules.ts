import { entraAppWords } from "./entra-app-words";
import { entraGrantWords } from "./entra-grant-words";
import { entraPages } from "./entra-pages";
import { googleRules } from "./google";
import { googlePages } from "./google-pages";
import { mailAccessRules } from "./mail-access";
import { mailCredentialRules } from "./mail-credentials";
import { networkRules, pageRules, wayRules } from "./network";
import { oauthRules } from "./oauth";
import { otherIdpRules } from "./other-idps";
import { otherIdpProductRules } from "./other-idps-products";
import { otherIdpSignInRules } from "./other-idps-sign-in";
import { passwordWords } from "./password-words";
import { readingRules } from "./reading";
import { readingRefusals } from "./reading-refusals";
import type { Rule } from "./rule";
import { sendingClients } from "./sending-clients";
import { sendingLanguages } from "./sending-languages";
import { sendingRefusals } from "./sending-refusals";
import { sendingWords } from "./sending-words";
import { smtpRules } from "./smtp";
import { starttlsRules } from "./starttls";
import { tlsRules } from "./tls";
import { tlsLibraryRules } from "./tls-libraries";

/**
 * Every rule, in the order in which they are tried. What a provider or a mail server said comes before what a program
 * made of it, because programs put "connection closed" or "could not authenticate" around whatever they were told:
 *
 * 1. identity providers' own words, their pages first (a log that ends in a mail server's refusal often begins with theirs),
 * 2. mail servers' words, those of all protocols before those of one,
 * 3. TLS before the network, as a failed handshake ends in a closed connection too; a connection that never came about
 *    before the protocols' replies, a connection that broke after them,
 * 4. a refused password in clients' and other languages' words, which a reply's own code would only say less exactly,
 * 5. the bare error codes of OAuth, which say little: "invalid_grant" stands in front of everything above,
 * 6. a page where JSON should be, which may hold any of the above.
 *
 * Entra's numbers come after firstRules and before everything else; see findVerdict.
 */
export const rules: readonly Rule[] = [
  ...googlePages,
  ...googleRules,
  ...otherIdpProductRules,
  ...otherIdpRules,
  ...otherIdpSignInRules,
  ...mailCredentialRules,
  ...starttlsRules,
  ...mailAccessRules,
  ...tlsLibraryRules,
  ...tlsRules,
  ...wayRules,
  ...passwordWords,
  ...readingRules,
  ...readingRefusals,
  ...sendingRefusals,
  ...sendingWords,
  ...smtpRules,
  ...sendingClients,
  ...networkRules,
  ...sendingLanguages,
  ...oauthRules,
  ...pageRules,
];

/** Tried before Entra's numbers. */
export const firstRules: readonly Rule[] = [...entraPages, ...entraAppWords, ...entraGrantWords];
