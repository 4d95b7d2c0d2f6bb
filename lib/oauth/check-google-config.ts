import { presets } from "@/lib/providers/presets";
import type { IdpConfigInput, IdpConfigMistake } from "./idp-config-mistake";

/** What only Google refuses: another client's ID, swapped endpoints, and scopes that open no mailbox. */
export function findGoogleMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const mistakes: IdpConfigMistake[] = [];
  const clientId = input.clientId.trim();
  if (clientId !== "" && !clientId.endsWith(".apps.googleusercontent.com")) {
    mistakes.push({
      field: "clientId",
      code: "client_id_not_google",
      severity: "error",
      message: "A Google Client ID ends in .apps.googleusercontent.com; copy it from Google Auth Platform, Clients.",
    });
  }
  if (/\/token\/?$/.test(input.authorizationEndpoint.trim())) {
    mistakes.push({
      field: "authorizationEndpoint",
      code: "endpoints_swapped",
      severity: "error",
      message: "This is Google's token endpoint; the Authorization Endpoint ends in /o/oauth2/v2/auth.",
    });
  }
  if (/\/auth\/?$/.test(input.tokenEndpoint.trim())) {
    mistakes.push({
      field: "tokenEndpoint",
      code: "endpoints_swapped",
      severity: "error",
      message: "This is Google's authorization endpoint; the Token Endpoint ends in /token.",
    });
  }
  const mailScope = presets.google.scopeOfProtocol.imap ?? "";
  if (input.scopes.length > 0 && !input.scopes.includes(mailScope)) {
    mistakes.push({
      field: "scopes",
      code: "mail_scope_missing",
      severity: "error",
      message: `Gmail opens IMAP, POP3 and SMTP for ${mailScope} alone; the narrower Gmail scopes are refused.`,
    });
  }
  const namesOwner = input.scopes.some((scope) => scope === "email" || scope.endsWith("/auth/userinfo.email"));
  if (input.scopes.length > 0 && !(input.scopes.includes("openid") && namesOwner)) {
    mistakes.push({
      field: "scopes",
      code: "identity_scopes_missing",
      severity: "error",
      message: "Without openid and email Google does not say which account signed in.",
    });
  }
  return mistakes;
}
