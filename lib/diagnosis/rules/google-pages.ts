import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "google", raw }) as const;

/**
 * Google's error pages in their readers' languages: German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Russian, Chinese, Japanese. The error code below the sentence ("Fehler 403: org_internal") is the same in all of
 * them and is matched by the rules of google.ts, which come after these.
 */
export const googlePages: readonly Rule[] = [
  {
    cause: "google_disallowed_useragent",
    confidence: 0.95,
    words:
      /disallow(?:ed)?[_ ]user[-_ ]?agent|user-?agent is not permitted to make an OAuth|embedded user-?agent|doesn't comply with Google's.{0,20}Use secure browsers/i,
    example: asking(
      "This user-agent is not permitted to make an OAuth authorization request to Google as it is classified as an embedded user-agent",
    ),
  },
  {
    cause: "google_disallowed_useragent",
    confidence: 0.75,
    alternatives: ["google_app_blocked"],
    words:
      /This browser or app may not be secure|Browser oder diese App ist unter Umständen nicht sicher|navigateur ou (?:cette )?application .{0,30}pas sécurisé|navegador o (?:la )?app.{0,30}no sean? segur|navegador ou app .{0,30}não ser seguro|浏览器或应用可能不安全|ブラウザまたはアプリは安全でない/i,
    example: asking("Couldn't sign you in. This browser or app may not be secure."),
  },
  {
    cause: "google_not_a_test_user",
    confidence: 0.9,
    words:
      /Überprüfungs(?:prozess|verfahren) (?:von|durch) Google|Google-Überprüfung.{0,30}nicht abgeschlossen|procédure de validation (?:de |par )?Google|processus de validation (?:de |par )?Google|proceso de verificación de Google|processo de verificação do Google|procedura di verifica di Google|verificatieproces van Google|proces(?:u)? weryfikacji Google|не прошло проверку Google|процедуру проверки Google|Google 验证(?:流程|程序)|Google 驗證程序|Google の(?:審査|確認)プロセス|won't be able to access .{0,60}until .{0,40}verif/i,
    example: asking("Zugriff blockiert: Helpdesk hat den Überprüfungsprozess von Google nicht abgeschlossen"),
  },
  {
    cause: "google_org_internal",
    confidence: 0.9,
    providers: ["google", "other"],
    words:
      /kann nur (?:innerhalb|in) (?:der|seiner|ihrer|Ihrer) .{0,30}Organisation verwendet|utilisée? qu'(?:au sein de|dans) (?:son|votre) organisation|solo se puede usar (?:en|dentro de) su organización|só pode ser usado dentro d|può essere utilizzat[ao] solo (?:all'interno|nell)|alleen binnen .{0,30}organisatie (?:worden )?gebruikt|tylko w (?:swojej|obrębie).{0,20}organizacji|только внутри (?:своей )?организации|仅供(?:其)?组织内部|只能在(?:其)?(?:组织|機構)内|組織内でのみ(?:使用|利用)/i,
    example: asking("Zugriff blockiert: Helpdesk kann nur innerhalb der zugehörigen Organisation verwendet werden"),
  },
  {
    cause: "google_admin_policy",
    confidence: 0.9,
    providers: ["google", "other"],
    words:
      /account data is restricted by policies within your organi[sz]ation|access_not_configured|blocked by your (?:organi[sz]ation'?s? )?admin|Kontodaten ist durch Richtlinien in|Administrator (?:Ihrer|deiner|der) (?:Organisation|Einrichtung) muss .{0,60}(?:überprüfen|prüfen)|administrateur de votre (?:établissement|organisation) doit|administrador de tu (?:institución|organización) (?:debe|tiene que)|administrador da sua instituição precisa|amministratore (?:del tuo istituto|della tua organizzazione) deve|貴社の管理者|管理者による.{0,10}(?:審査|確認)が必要|您所在机构的管理员需要/i,
    example: asking("Access to your account data is restricted by policies within your organization."),
  },
  {
    cause: "google_app_blocked",
    confidence: 0.9,
    providers: ["google", "other"],
    words:
      /Diese App (?:ist|wurde) (?:blockiert|gesperrt)|vertrauliche (?:Daten|Informationen) in (?:deinem|Ihrem) Google-Konto|Cette application est bloquée|informations sensibles (?:de|dans) votre compte Google|(?:Se (?:ha )?bloque?ó?a?d?o?|[Ee]stá bloquead[ao]) esta (?:app|aplicación)|(?:Esta (?:app|aplicación) está bloqueada)|información sensible de tu [Cc]uenta de Google|(?:Este|Esse) app (?:foi|está) bloqueado|informações confidenciais (?:na|da) sua Conta do Google|(?:Questa )?app è (?:stata )?bloccata|Deze app is geblokkeerd|Ta aplikacja (?:jest|została) zablokowana|Приложение заблокировано|конфиденциальной информации в (?:вашем|Вашем) аккаунте|此应用(?:已)?被(?:屏蔽|阻止|禁止)|Google 账号中的敏感信息|Google 阻止了此次访问|(?:這個|此)應用程式已(?:遭到|被)?封鎖|このアプリはブロックされ|Google アカウントの機密情報|(?:Google hasn't|Google has not) verified|app (?:has been|was) blocked.{0,80}sensitive|access sensitive (?:data|info(?:rmation)?) (?:on|in) your/i,
    example: asking("Diese App ist blockiert. Diese App hat versucht, auf vertrauliche Daten in deinem Google-Konto"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.6,
    alternatives: ["google_app_blocked", "scope_invalid"],
    // "Access blocked: this app's request is invalid", which is most often said of the redirect URI.
    words:
      /Anfrage dieser App ist ungültig|(?:demande|requête) (?:envoyée par |de )(?:cette )?(?:l')?appli(?:cation)? (?:n'est pas valide|est incorrecte|non valide)|solicitud de esta (?:app|aplicación) no es válida|solicitação (?:deste|do) app (?:é inválida|não é válida)|richiesta di questa app non è valida|此应用的请求无效|このアプリのリクエストは無効/i,
    without: /_mismatch|invalid_/,
    example: asking("Zugriff blockiert: Die Anfrage dieser App ist ungültig"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.9,
    words: /Invalid parameter value for redirect_uri|Invalid Redirect: .{0,60}must (?:end|use|be)/i,
    example: asking("Error 400: invalid_request. Invalid parameter value for redirect_uri: Missing scheme"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.9,
    words:
      /Missing required parameter: client_id|OAuth-Client wurde nicht gefunden|client OAuth (?:est )?introuvable|No se (?:ha )?encontr\w{1,3} el cliente de OAuth|cliente OAuth não (?:foi )?encontrado|client OAuth non (?:è stato )?trovato|Клиент OAuth не найден|未找到 OAuth 客户端|找不到 OAuth (?:客户端|用戶端)|OAuth クライアントが見つかりません/i,
    example: asking("Der OAuth-Client wurde nicht gefunden."),
  },
];
