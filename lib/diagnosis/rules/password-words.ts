import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;

/**
 * A refused user name or password in the words of clients and in their users' languages, and what looks like one but is
 * an app password that is missing. They come after the servers' exact replies and before those of IMAP, POP3 and SMTP.
 */
export const passwordWords: readonly Rule[] = [
  {
    cause: "app_password_required",
    confidence: 0.9,
    words:
      /application password is needed|NEOBHODIM parol|parol prilozheniya|пароль приложения|anwendungsspezifische[sn]? (?:Passwort|Kennwort)|App-?(?:Passwort|Kennwort) (?:erforderlich|verwenden|benötigt)|mot de passe d'application|contraseña de aplicación|senha de app|应用专用密码|アプリ ?パスワード/i,
    stages: mail,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "535 5.7.8 Error: authentication failed: Invalid user or password! (application password is needed)",
    },
  },
  {
    cause: "app_password_required",
    confidence: 0.85,
    alternatives: ["password_wrong"],
    words:
      /(?:two|2)-?(?:factor|step) (?:auth\w{0,12}|verification).{0,60}(?:password|enabled|required)|use (?:an? )?app-specific|app-specific password/i,
    stages: mail,
    example: imap("A1 NO [AUTHENTICATIONFAILED] Two-factor authentication is enabled; use an app-specific password"),
  },
  {
    cause: "web_login_required",
    confidence: 0.85,
    words:
      /verify your account by (?:going|visiting|logging|signing)|(?:log|sign) ?in (?:to|at|on) (?:the |your )?(?:web ?mail|website).{0,60}(?:verify|confirm|unlock|reactivate)|must (?:verify|confirm|validate) (?:your|the) account|account (?:needs|requires) (?:to be )?verif/i,
    stages: mail,
    example: {
      stage: "pop3",
      provider: "other",
      raw: "-ERR Authentication failed. Please verify your account by going to https://mail.example",
    },
  },
  {
    cause: "web_login_required",
    confidence: 0.5,
    alternatives: ["imap_disabled", "app_password_required"],
    // NetEase (163, 126, 188), to programs that it does not know: they have to name themselves (IMAP's ID), or the
    // account's owner has to confirm them on its pages.
    words: /Unsafe Login/i,
    stages: mail,
    example: imap("A3 NO SELECT Unsafe Login. Please contact kefu@188.com for help"),
  },
  {
    cause: "password_wrong",
    confidence: 0.85,
    alternatives: ["app_password_required"],
    words:
      /Benutzername (?:und\/oder|oder|und) (?:das )?(?:Kennwort|Passwort)|(?:falsche[rsn]?|ungültige[rsn]?) (?:Benutzername|Kennwort|Passwort|Zugangsdaten|Anmeldedaten)|(?:Kennwort|Passwort|Anmeldedaten|Zugangsdaten) (?:ist |sind )?(?:falsch|ungültig|nicht korrekt)|gebruikersnaam of wachtwoord|nom d'utilisateur (?:ou|et) (?:le )?mot de passe|mot de passe (?:est )?(?:incorrect|invalide|erroné)|identifiants? (?:incorrects?|invalides?)|Code d'authentification invalide|(?:Kennwort|Passwort)\b(?:[^,;:.\n]|\.(?! )){0,80} (?:abgelehnt|zurückgewiesen)|mot de passe\b.{0,60} (?:refusé|rejeté)|contraseña\b.{0,60} (?:rechazad|denegad)a|(?:senha|palavra-passe)\b.{0,60} (?:recusad|rejeitad)a|wachtwoord\b.{0,60} geweigerd|(?:nombre de )?usuario (?:o|y) (?:la )?contraseña|contraseña (?:es )?(?:incorrecta|no es correcta|no válida)|usuário (?:ou|e) (?:a )?senha|senha (?:está )?(?:incorreta|inválida)|(?:nome )?utente o (?:la )?password|credenziali (?:non valide|errate)|nazw[ay] użytkownika lub hasł|имя пользователя или пароль|неверн[а-я]{2} (?:имя пользователя|логин|пароль)|(?:用户名|帐号|账号|帐户)(?:或|和|与)密码(?:错误|不正确|无效)|密码错误|密碼錯誤|ユーザー名(?:または|か)パスワード|パスワードが(?:正しく|間違)|사용자 이름 또는 (?:암호|비밀번호)/i,
    stages: [...mail, "token"],
    without: /AADSTS|AUTHENTICATE failed/,
    example: imap("Anmeldung fehlgeschlagen: Benutzername oder Passwort falsch"),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["xoauth2_token_rejected", "app_password_required"],
    words:
      /(?:Anmeldung|Authentifizierung|Anmelden)\b(?:[^,;:.\n]|\.(?! )){0,80}? (?:ist )?(?:fehlgeschlagen|gescheitert|nicht möglich|abgelehnt)|(?:Não foi possível|No se (?:pudo|ha podido)|No fue posible|Impossible de|Impossibile|Non è (?:stato )?possibile) (?:\w{1,12} ){0,3}(?:a )?(?:(?:s')?aut(?:h)?enti|iniciar (?:a )?ses|accedere)|(?:Échec|Echec|Erreur) (?:de l'|d')authentification|[Aa]uthentification (?:a )?échou|(?:Error|Fallo) (?:de|en la) autenticación|autenticación (?:ha )?fall|(?:Falha|Erro) (?:na|de) autenticação|[Aa]utenticazione (?:non riuscita|fallita)|Verificatie mislukt|(?:identifiant|nom d'utilisateur|nome utente|nombre de usuario|nome de usuário|gebruikersnaam)\b.{0,60}(?:a échoué|fallit[oa]|falló|falhou|mislukt)|[Bb]łąd uwierzytelniania|(?:Ошибка|Сбой) (?:аутентификации|авторизации|входа)|(?:身份)?(?:验证|驗證|认证)失败|登录失败|認証(?:に失敗|エラー)|ログインに失敗|인증(?:에)? 실패/i,
    stages: mail,
    without: /AUTHENTICATE failed|5\.7\.\d/,
    example: imap("Échec de l'authentification"),
  },
  {
    cause: "password_wrong",
    confidence: 0.7,
    alternatives: ["app_password_required", "basic_auth_disabled", "xoauth2_token_rejected"],
    words:
      /\bLogin denied\b|curl.{0,20}\(67\)|cURL error 67\b|CURLE_LOGIN_DENIED|did not respond with a \+OK response to the (?:PASS|USER|APOP)\b|did not accept (?:the |your |these |user |login )?(?:user(?:name)? |login )?(?:credentials|password|name)|(?:can't|cannot|could not) find a valid user|InvalidLoginException|EXIT_AUTHENTICATION_FAILURE\w{0,8}|AuthenticationFailed\b|Auth for (?:user )?.{1,80} failed/i,
    stages: mail,
    without: /AUTHENTICATE failed|\b[45]\d\d[ -][45]\.\d|\bNO \[|\[AUTH|"status":"4/i,
    withoutNear: /timed? ?out|refused|unreachable|reset by|certificate|handshake|oauth(?! ?=)/i,
    example: { stage: "pop3", provider: "other", raw: "InvalidLoginException: Server did not accept user credentials" },
  },
];

/** What programs advise whatever happened; it counts where nothing else is told. */
export const passwordHints: readonly Rule[] = [
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["app_password_required", "basic_auth_disabled", "xoauth2_token_rejected"],
    words:
      /(?:check|verify) (?:that )?(?:your |the )?(?:e?mail |smtp |imap |login |account ){0,3}(?:credentials?|login credentials?|user ?name and password|password)/i,
    stages: mail,
    without: /AUTHENTICATE failed|\b[45]\d\d[ -][45]\.\d|\bNO \[|\[AUTH|"status":"4/i,
    withoutNear: /timed? ?out|refused|unreachable|reset by|certificate|handshake|oauth(?! ?=)/i,
    example: imap("Please check your login credentials"),
  },
];
