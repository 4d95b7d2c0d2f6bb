import { eitherOrder } from "./fault-stems";
import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

const expired =
  "过期|過期|期限(?:が)?切れ|만료|исте[кч]|истёк|просроч|abgelaufen|expiré|caducad|expirad[oa]|expirou|scadut|verlopen|wygas";
const revoked =
  "失效|吊销|撤销|撤銷|取り消|취소|отозван|widerrufen|entzogen|révoqué|revocad|revogad|revocat|ingetrokken|unieważ";
const invalid =
  "无效|無效|错误|錯誤|不正确|不正確|不存在|無効|正しく|間違|見つかりません|유효하지|올바르지|잘못|недейств|неверн|неправильн|не найден|ungültig|falsch|nicht gültig|nicht gefunden|invalide\\b|incorrecte?\\b|erroné|non valide|introuvable|n'est pas valide|no (?:es )?válid|inválid|incorrect[ao]\\b|errad[ao]|errat[oa]|não (?:é )?válid|non (?:è )?valid|non corrett|ongeldig|onjuist|nieprawidłow|błędn";
const used =
  "使用|사용|использован|verwendet|eingelöst|utilisée?\\b|utilizad|usad[oa]\\b|usato\\b|utilizzato|gebruikt|użyty";
const unequal =
  "不匹配|不一致|不符|一致しません|일치하지|未(?:注册|登记|授权|註冊)|許可され|stimmt nicht|nicht (?:registriert|erlaubt|zugelassen|überein|eingetragen)|pas (?:autorisée?|enregistrée?)|ne correspond pas|no (?:coincide|está (?:registrad|permitid|autorizad))|não (?:corresponde|está (?:registad|registrad|autorizad))|non (?:corrisponde|è (?:registrat|autorizzat|consentit))|komt niet overeen|niet (?:geregistreerd|toegestaan)|не (?:совпада|соответству|зарегистрирован|разреш)|недопустим|nie (?:pasuje|zgadza|jest (?:zgodn|zarejestrowan))";

const refreshToken =
  "refresh[ _-]?token|刷新令牌|更新令牌|リフレッシュ ?トークン|更新トークン|(?:리프레시|갱신|새로 ?고침) ?토큰|Aktualisierungs-?token|jeton d'actualisation|jeton de rafra[iî]chissement|token d'actualisation|token de (?:actualización|atualização|renovação|renovación|refresco)|token di aggiornamento|vernieuwingstoken|token odświeżania|токен[а-я]{0,3} обновления|рефреш-?токен";
const code =
  "授权码|授權碼|认证码|認可コード|인가 ?코드|인증 ?코드|Autorisierungs-?code|code d'autorisation|código de autorización|código de autorização|codice di autorizzazione|autorisatiecode|код[а-я]{0,2} авторизации|kod autoryzacji";
const secret =
  "Client-?(?:Geheimnis|Schlüssel)|Anwendungsgeheimnis|客户端(?:密钥|密匙|秘密|密码)|应用(?:密钥|密匙)|用戶端密碼|クライアント ?シークレット|클라이언트 ?(?:시크릿|비밀|보안)|секрет[а-я]{0,3} (?:клиента|приложения)|secret (?:du |de )?(?:la )?(?:client|l'application)|clé secrète|secreto (?:de |del )?(?:cliente|la aplicación)|segredo (?:do |de )?(?:cliente|aplicativo)|segreto (?:del |dell')?(?:client\\w?|applicazione)|clientgeheim|klucz tajny|tajny klucz|client[_ ]secret";
const redirect =
  "回调(?:地址|URL|链接)|重定向 ?(?:地址|URL|URI|链接)|リダイレクト ?(?:URI|URL|先)|コールバック ?(?:URL|URI)|리디렉션 ?(?:URI|URL)|(?:Weiterleitungs|Umleitungs|Rückruf|Antwort)-?(?:URL|URI|Adresse)|(?:URI|URL|adresse) de (?:redirection|rappel|retour)|(?:URI|URL) de (?:redirección|redireccionamiento|redirecionamento|retorno|devolución)|(?:URI|URL) di (?:reindirizzamento|ritorno)|omleidings-?(?:URI|URL)|(?:URI|URL|адрес) (?:перенаправления|обратного вызова)|adres przekierowania|redirect[_ ]ur[il]|callback[_ ]?ur[il]";

/**
 * Identity providers, and programs that tell of them, in German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Russian, Chinese, Japanese and Korean: what it is about, near a word for what is wrong with it. Entra's own sentences
 * are in entra-languages.ts.
 */
export const idpLanguages: readonly Rule[] = [
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.7,
    alternatives: ["refresh_token_inactive", "malformed_token_request"],
    stages: ["token", "refresh", "imap", "pop3", "smtp"],
    words: eitherOrder(refreshToken, `${expired}|${revoked}|${invalid}|有効期限`),
    without: /AADSTS/,
    example: renewing("Das Aktualisierungstoken ist abgelaufen"),
  },
  {
    cause: "client_secret_expired",
    confidence: 0.7,
    alternatives: ["client_secret_wrong"],
    stages: idp,
    words: eitherOrder(secret, expired),
    without: /AADSTS/,
    example: at("客户端密钥已过期"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.7,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words: eitherOrder(secret, `${invalid}|${unequal}`),
    without: /AADSTS/,
    example: at("Неверный секрет клиента"),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.7,
    alternatives: ["redirect_uri_mismatch"],
    stages: ["token", "authorize"],
    words: eitherOrder(code, `${expired}|${revoked}|${invalid}|${used}`),
    without: /AADSTS/,
    example: at("Le code d'autorisation est invalide"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.75,
    stages: idp,
    words: eitherOrder(redirect, `${unequal}|${invalid}`, { gap: 60 }),
    without: /AADSTS/,
    example: asking("Die Weiterleitungs-URL stimmt nicht mit der registrierten überein"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.7,
    alternatives: ["app_disabled"],
    stages: idp,
    words:
      /unbekannte[rs]? (?:Client|Anwendung)|(?:Client|Anwendung)(?:-ID)? (?:ist |wurde )?(?:unbekannt|ungültig|nicht (?:gefunden|bekannt|registriert))|(?:client|application) inconnue?\b|(?:client|application) introuvable|(?:cliente|aplicación|aplicativo|aplicação) (?:desconocid|desconhecid|no encontrad|não encontrad)|(?:client|applicazione) (?:sconosciut|non trovat)|onbekende (?:client|toepassing)|неизвестн[а-я]{2,3} (?:клиент|приложение)|(?:клиент|приложение) не (?:найден|зарегистрирован)|(?:应用|應用|客户端|用戶端)(?:程序|程式)?(?:不存在|未注册|未找到|无效)|クライアント(?:が|は)?(?:見つかり|存在し|不明)|알 수 없는 (?:클라이언트|앱)|nieznan[ya] (?:klient|aplikacja)/i,
    without: /AADSTS/,
    example: asking("Unbekannter Client"),
  },
  {
    cause: "consent_declined",
    confidence: 0.75,
    stages: ["authorize"],
    words:
      /(?:Benutzer|Nutzer|Anwender)(?:in)? hat .{0,40}(?:verweigert|abgelehnt|abgebrochen)|utilisateur a .{0,20}(?:refusé|annulé)|usuario (?:ha )?(?:denegado|rechazado|cancelado|denegó|rechazó|canceló)|usuário (?:negou|recusou|cancelou)|utente ha (?:negato|rifiutato|annullato)|gebruiker heeft .{0,30}(?:geweigerd|geannuleerd)|пользователь (?:отказал|отклонил|отменил)|(?:用户|用戶|使用者)(?:已)?(?:拒绝|取消|拒絕)|ユーザー(?:が|によって|により).{0,20}(?:拒否|キャンセル)|사용자가 .{0,20}(?:거부|취소)|użytkownik (?:odmówił|anulował)/i,
    example: asking("用户拒绝授权"),
  },
  {
    cause: "user_disabled",
    confidence: 0.7,
    alternatives: ["account_locked"],
    stages: idp,
    words:
      /(?:用户|用戶|账号|帐号|账户|帳號)(?:已)?(?:被)?(?:禁用|停用|冻结|封禁|凍結)|(?:Konto|Benutzer(?:konto)?) (?:ist|wurde) (?:deaktiviert|gesperrt)|compte (?:est |a été )?(?:désactivé|bloqué|suspendu)|cuenta (?:está |ha sido )?(?:deshabilitada|desactivada|bloqueada|suspendida)|conta (?:está |foi )?(?:desativada|bloqueada|suspensa)|account (?:è stato |è )(?:disattivato|disabilitato|sospeso)|account is (?:uitgeschakeld|geblokkeerd)|(?:аккаунт|уч[её]тная запись|пользователь) (?:заблокирован|отключ[её]н)|アカウント(?:は|が)(?:無効|停止|凍結)|계정이 .{0,12}(?:비활성|정지|차단)/i,
    without: /AADSTS/,
    example: asking("该用户已被禁用"),
  },
];
