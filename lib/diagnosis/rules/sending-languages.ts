import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/**
 * PHPMailer's two sentences that stand alone where its details are switched off, in the languages that it ships: it could
 * not sign in, and it could not connect. WordPress, Joomla, PrestaShop, GLPI and many others show them to their users.
 */
export const sendingLanguages: readonly Rule[] = [
  {
    cause: "password_wrong",
    confidence: 0.55,
    alternatives: ["xoauth2_token_rejected", "app_password_required", "basic_auth_disabled"],
    stages: sending,
    words:
      /Imposible autentificar|Não foi possível (?:realizar a )?autentica|Impossibile autenticarsi|authenticatie mislukt|inloggen mislukt|przeprowadzić (?:uwierzytelnienia|autoryzacji)|Oturum açılamadı|認証できませんでした|autentifikace|Chyba prihlásenia|Hitelesítési hiba|Kunne ikke (?:logge på|autentisere)|Inte autentiser|Todennus epäonnistui|Autentificarea a eșuat|Аутентифікація не|помилка авторизації|αυθεντικοποίησης|לא הצליח להזדהות|(?:登录|登入|認證|認証)失[败敗]/i,
    without: /\b[45]\d\d[ -]/,
    example: smtp("Error SMTP: Imposible autentificar."),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.75,
    stages: sending,
    words:
      /authentification (?:est )?obligatoire|Authentifizierung (?:ist )?(?:notwendig|nötig)|autenticazione (?:richiesta|necessaria)|autenticação (?:é )?(?:necessária|obrigatória|requerida)|authenticatie vereist|wymagane (?:jest )?uwierzytelni|требуется (?:авторизация|аутентификация)/i,
    without: /\b535\b|proxy/i,
    example: smtp("550 5.7.1 authentification obligatoire"),
  },
  {
    cause: "host_unreachable",
    confidence: 0.5,
    alternatives: ["refused", "timeout", "dns"],
    stages: ["imap", "pop3", "smtp", "network"],
    words:
      /keine Verbindung (?:zum|zu|mit|mit dem) (?:SMTP|Mail|IMAP|POP|Server|Postausgang|Posteingang|Host)|Verbindung zum (?:SMTP|Mail)-?(?:Host|Server) .{0,40}(?:fehlgeschlagen|nicht)|impossible de se connecter|Imposible conectar|No se (?:pudo|puede) conectar|Não foi possível (?:se )?conectar|Impossibile connettersi|kon niet verbinden|Kan geen verbinding maken|Nie można połączyć|не удается подключиться|Не удалось (?:подключиться|соединиться)|(?:无法|無法)(?:连接|連接|連線)|接続できませんでした|SMTP sunucusuna bağlanılamadı|Nelze navázat|Kunne ikke (?:koble|oprette forbindelse|tilslutte)|Kunde inte ansluta|Nu mă pot conecta|연결할 수 없습니다/i,
    without: /\b[45]\d\d[ -]|Транспорту/,
    example: smtp("SMTP-Fehler: Es konnte keine Verbindung zum SMTP-Host hergestellt werden."),
  },
];
