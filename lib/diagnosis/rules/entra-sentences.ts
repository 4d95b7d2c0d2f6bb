import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "microsoft", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "microsoft", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "microsoft", raw }) as const;

/**
 * Entra's English sentences for texts that lost their number. Where the number is there it says as much or more and
 * decides first; the sentences that say more than their number are in entra-app-words.ts and entra-grant-words.ts.
 */
export const entraSentences: readonly Rule[] = [
  {
    cause: "resource_principal_missing",
    confidence: 0.85,
    alternatives: ["scope_invalid"],
    words:
      /lacks a service principal for|\bResource '.{1,120}' is disabled|resource (?:application )?is not (?:known|found|registered) in the (?:tenant|directory)/i,
    example: at("The app is trying to access a service 'a' that your organization 'b' lacks a service principal for."),
  },
  {
    cause: "scope_invalid",
    confidence: 0.75,
    alternatives: ["consent_missing", "resource_principal_missing"],
    words:
      /requested access to a resource which is not listed in the requested permissions|parameter scope cannot be empty|(?:claim|permission|scope|role)s?\b.{0,90}(?:does not|doesn't|do not) exist on (?:the )?resource|specify a valid scope/i,
    example: asking(
      "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration.",
    ),
  },
  {
    cause: "admin_consent_required",
    confidence: 0.9,
    words:
      /has set a policy that prevents you from granting|User cannot consent to|concesión requiere permiso de administrador|consent requires? (?:an )?admin/i,
    example: asking(
      "An administrator of Acme has set a policy that prevents you from granting Helpdesk the permissions",
    ),
  },
  {
    cause: "tenant_not_found",
    confidence: 0.85,
    words: /No service namespace named .{1,90} was found|authority configuration for https:\/\/login\.microsoftonline/i,
    example: asking("No service namespace named 'abc' was found in the data store."),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.75,
    alternatives: ["auth_code_reused_or_expired", "grant_expired_or_revoked"],
    words: /(?:Refresh Token|Authorization Code) is malformed or invalid/i,
    example: renewing("Authentication failed: Refresh Token is malformed or invalid."),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.85,
    stages: ["token", "refresh", "imap", "pop3", "smtp"],
    words:
      /user could not be authenticated or user interaction is required|refresh token has expired due to maximum lifetime|refresh token (?:is|has) (?:expired|been revoked|no longer valid)/i,
    without: /sign-in frequency|inactivity/i,
    example: renewing("The refresh token has expired due to maximum lifetime."),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.9,
    words:
      /'redirect_uri' value must be a valid absolute|L'URL de réponse spécifiée .{0,80}ne correspond pas|Antwort-URL .{0,120}stimmt nicht|URL de respuesta .{0,120}no coincide|URL de resposta .{0,120}não corresponde|URL di risposta .{0,120}non corrisponde|antwoord-URL .{0,120}komt niet overeen|(?:URI|URL) di reindirizzamento .{0,200}non corrispond|omleidings-URI .{0,200}komt niet overeen/i,
    example: asking("'redirect_uri' value must be a valid absolute Uri."),
  },
  {
    cause: "idp_throttled",
    confidence: 0.85,
    words: /encountered a client request loop/i,
    example: renewing("The server terminated an operation because it encountered a client request loop."),
  },
  {
    cause: "personal_accounts_not_enabled",
    confidence: 0.65,
    alternatives: ["account_not_in_tenant"],
    words: /not a valid login domain for the account type/i,
    example: asking("The domain is not a valid login domain for the account type."),
  },
  {
    cause: "mfa_required",
    confidence: 0.85,
    words:
      /External security challenge (?:was )?not satisfied|second factor .{0,30}(?:required|failed)|didn't pass the MFA/i,
    stages: ["authorize", "token", "refresh"],
    example: asking("External security challenge was not satisfied."),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.85,
    words:
      /Device authentication is required|device is not (?:compliant|domain.joined|managed)|sign-in was blocked by .{0,40}polic/i,
    stages: ["authorize", "token", "refresh"],
    example: at("Device authentication is required."),
  },
  {
    cause: "spa_platform",
    confidence: 0.75,
    alternatives: ["refresh_token_inactive", "grant_expired_or_revoked"],
    words: /refresh token was issued to a single page app/i,
    example: renewing(
      "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime",
    ),
  },
  {
    cause: "password_wrong",
    confidence: 0.85,
    words: /Invalid username or password/i,
    stages: ["authorize", "token", "refresh"],
    example: at("Error validating credentials. Invalid username or password"),
  },
  {
    cause: "account_not_in_tenant",
    confidence: 0.9,
    words:
      /account must be added to the.{0,80}directory|cuenta de usuario .{0,120}no existe en|compte d'utilisateur .{0,120}n'existe pas (?:dans|sur)|conta (?:de|do) (?:utilizador|usuário) .{0,120}não existe n|account utente .{0,120}non esiste n|gebruikersaccount .{0,120}bestaat niet/i,
    stages: ["authorize", "token", "refresh"],
    example: at("La cuenta de usuario a@acme.example no existe en el directorio acme.example"),
  },
  {
    cause: "single_tenant_app_on_common",
    confidence: 0.9,
    words:
      /multiinquilino|mehrinstanzenfähig|mehrmandanten|multilocataire|multi-?locataire|aplicativo multilocatário|multitenant-app|applicazione multi-?tenant/i,
    example: asking("Die Anwendung ist nicht als mehrinstanzenfähige Anwendung konfiguriert."),
  },
];
