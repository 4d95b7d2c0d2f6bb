import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "microsoft", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "microsoft", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "microsoft", raw }) as const;

/**
 * Entra's sentences in German, French, Spanish, Portuguese, Italian and Dutch, for texts that lost their number; the
 * pages' own headings are in entra-pages.ts. Only the words that are the cause are asked for, as translations change.
 */
export const entraLanguages: readonly Rule[] = [
  {
    cause: "client_secret_expired",
    confidence: 0.9,
    words:
      /(?:Client-?schlüssel|geheime\w{0,2} Clientschlüssel|Clientgeheimnis\w{0,3}|geheime Schlüssel).{0,60}abgelaufen|(?:clés?|secrets?) (?:secr[eè]tes? )?(?:du |de |client).{0,80}(?:expiré|arrivée?s? à expiration)|(?:claves?|secretos?) (?:secretas? )?(?:de |del )?cliente.{0,80}(?:expirad|caducad|han expirado)|(?:chaves?|segredos?) (?:secretas? )?(?:de |do )?cliente.{0,80}expir|(?:chiavi|segreti?|chiave) .{0,20}client.{0,60}scadut|clientgehei\w{2,6}.{0,60}verlopen/i,
    example: at("Die angegebenen geheimen Clientschlüssel sind abgelaufen."),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.85,
    words:
      /ungültige[rsn]? (?:geheimer )?(?:Clientschlüssel|Clientgeheimnis|Client Secret)|(?:secret|clé secrète) (?:du |de )?client\w{0,2} (?:fournie? )?(?:n'est pas valide|non valide|incorrecte?)|secreto de cliente (?:proporcionado )?(?:no válido|no es válido|incorrecto)|segredo (?:do|de) cliente (?:fornecido )?inválido|segreto client\w{0,2} (?:fornito )?non (?:è )?valido|ongeldig\w? clientgeheim/i,
    example: at("Ungültiger geheimer Clientschlüssel angegeben."),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.9,
    words:
      /("|')?zugewiesen("|')? ?\)? wurde|(?:Benutzer|Nutzer) blockiert (?:werden|sind),? (?:sofern|wenn|außer)|keiner Rolle für die Anwendung|n'est pas affecté à un rôle|accès \(?("|')affecté|no está asignado a (?:un|ningún) rol|não está atribuído a uma função|non è assegnato a(?:d un| un) ruolo|niet toegewezen aan een rol/i,
    example: asking("Der angemeldete Benutzer ist keiner Rolle für die Anwendung zugewiesen"),
  },
  {
    cause: "app_not_found_in_tenant",
    confidence: 0.9,
    words:
      /Anwendung mit (?:dem |der )(?:Bezeichner|ID|Kennung) .{0,90}(?:nicht gefunden)|application (?:avec|ayant) l'identificateur .{0,120}(?:introuvable|n'a pas été trouvée)|aplicación con (?:el )?identificador .{0,120}(?:no se (?:ha )?enc|no encontrada)|aplicativo com (?:o )?identificador .{0,120}não (?:foi )?enc|applicazione con (?:l')?identificatore .{0,120}non (?:è stata )?trovat|toepassing met (?:de )?id.{0,120}niet gevonden/i,
    example: asking('Die Anwendung mit dem Bezeichner "a" wurde im Verzeichnis "Acme" nicht gefunden.'),
  },
  {
    cause: "tenant_not_found",
    confidence: 0.9,
    words:
      /Mandant .{0,90}(?:wurde )?nicht gefunden|(?:locataire|client) '?"?[\w.-]{3,80}'?"? (?:est )?introuvable|(?:inquilino|suscriptor) .{0,90}no (?:se (?:ha )?encontr|encontrado)|locatário .{0,90}não (?:foi )?encontrado|tenant .{0,90}non (?:è stato )?trovato|tenant .{0,90}niet gevonden/i,
    without: /Anwendung|application|Benutzer|aplica|toepassing|redirect/i,
    example: asking('Mandant "acme.example" nicht gefunden.'),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.9,
    words:
      /criteria voor toegang tot (?:deze|dit)|hier (?:momenteel|nu) geen toegang|durch (?:Richtlinien für )?(?:den )?bedingten Zugriff.{0,30}blockiert|Zugriff wurde durch .{0,40}bedingte\w? Zugriff|bloqué par (?:les stratégies d')?accès conditionnel|bloqueado por .{0,30}acceso condicional|bloqueado por .{0,40}acesso condicional|bloccat\w .{0,40}accesso condizionale|geblokkeerd door .{0,40}voorwaardelijke toegang/i,
    example: asking("Uw aanmelding is geslaagd, maar voldoet niet aan de criteria voor toegang tot deze resource."),
  },
  {
    cause: "mfa_required",
    confidence: 0.85,
    words:
      /Meer informatie (?:is )?(?:vereist|nodig)|mehrstufige Authentifizierung (?:verwenden|erforderlich|durchführen)|müssen .{0,20}mehrstufige Authentifizierung|authentification multifacteur (?:pour|est requise|requise)|autenticación multifactor (?:para|es obligatoria|requerida)|autenticação multifator (?:para|é necessária|obrigatória)|autenticazione a più fattori (?:per|obbligatoria|richiesta)|meervoudige verificatie (?:gebruiken|vereist)/i,
    stages: ["authorize", "token", "refresh"],
    example: asking("Meer informatie vereist. Uw organisatie heeft meer informatie nodig"),
  },
  {
    cause: "grant_revoked_password_changed",
    confidence: 0.9,
    words:
      /(?:Gewährung|Berechtigung\w{0,12}|Zuweisung) (?:ist )?abgelaufen,? (?:da|weil) sie widerrufen|(?:autorisation|octroi) .{0,40}expiré.{0,30}révoqu|concesión .{0,40}(?:expirado|caducado).{0,30}revocad|concessão .{0,40}expirou.{0,40}revogad|concessione .{0,40}scadut.{0,40}revocat|(?:toekenning|machtiging) .{0,40}verlopen.{0,40}ingetrokken/i,
    example: renewing("Die angegebene Berechtigungsgewährung ist abgelaufen, weil sie widerrufen wurde."),
  },
  {
    cause: "refresh_token_inactive",
    confidence: 0.9,
    words:
      /Aktualisierungstoken .{0,40}(?:Inaktivität|inaktiv).{0,30}abgelaufen|(?:wegen|aufgrund) (?:von )?Inaktivität abgelaufen|expiré (?:en raison|à cause) d(?:'une|e l')? ?inactivité|(?:expirado|caducado) (?:debido a|por) (?:la )?inactividad|expirou (?:devido|por) .{0,6}inatividade|scaduto .{0,12}inattività|verlopen (?:vanwege|door|wegens) inactiviteit/i,
    stages: ["token", "refresh", "imap", "pop3", "smtp"],
    example: renewing("Das Aktualisierungstoken ist aufgrund von Inaktivität abgelaufen."),
  },
  {
    cause: "consent_missing",
    confidence: 0.85,
    words:
      /(?:Benutzer oder (?:der )?Administrator|Nutzer oder Administrator) hat .{0,60}nicht zugestimmt|n'a(?:ont)? pas (?:donné (?:son|leur) )?consent\w{1,8}|no ha (?:dado (?:su )?consentimiento|consentido)|não (?:deu|consentiu|forneceu) (?:o )?consenti|non ha (?:acconsentito|dato il consenso)|geen toestemming gegeven/i,
    example: renewing("Der Benutzer oder Administrator hat der Verwendung der Anwendung nicht zugestimmt."),
  },
  {
    cause: "password_expired",
    confidence: 0.85,
    words:
      /(?:Kennwort|Passwort) (?:ist |wurde )?abgelaufen|mot de passe (?:a |est )?expiré|contraseña (?:ha )?(?:expirado|caducado)|senha (?:expirou|expirada)|password (?:è )?scaduta|wachtwoord (?:is )?verlopen/i,
    example: at("Ihr Kennwort ist abgelaufen."),
  },
];
