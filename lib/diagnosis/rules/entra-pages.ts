import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "microsoft", raw }) as const;

/**
 * Microsoft's sign-in pages: the sentences that they show instead of a number or above it, in English and in their
 * readers' languages. Looked for in whatever a browser's page was copied into.
 */
export const entraPages: readonly Rule[] = [
  {
    cause: "personal_accounts_not_enabled",
    confidence: 0.9,
    words:
      /(?:nicht|not) mit einem persönlichen Konto anmelden|pas vous connecter ici avec un compte personnel|iniciar sesión aquí con una cuenta personal|(?:entrar|iniciar sessão) aqui com uma conta pessoal|accedere qui con un account personale|niet aanmelden met een persoonlijk account|zalogować się tutaj za pomocą konta osobistego|(?:无法|不能)使用个人(?:帐户|账户|账号)在?此|無法使用個人帳戶(?:在此)?|個人(?:用)?アカウントで(?:は)?ここに(?:は)?サインイン|личной учетной записи/i,
    example: asking("Sie können sich hier nicht mit einem persönlichen Konto anmelden."),
  },
  {
    cause: "admin_consent_required",
    confidence: 0.95,
    providers: ["microsoft", "other"],
    words:
      /Administrator(?:genehmigung|zustimmung) erforderlich|(?:Genehmigung|Zustimmung) (?:durch (?:den |einen )?|des |vom )Administrator|(?:Approbation|Autorisation|approbation) (?:de l'|d'un )administrateur|(?:aprobación|consentimiento) (?:del|de un) administrador|aprovação (?:do|de um) administrador|approvazione (?:dell'|di un )amministratore|Goedkeuring van (?:de )?beheerder|(?:zatwierdzeni|zgod)\w{1,3} administratora|(?:утверждение|согласие) администратора|需要管理员(?:批准|同意|许可)|需要(?:系統)?管理員(?:的)?(?:核准|同意)|管理者の(?:承認|同意)が必要|관리자 승인(?:이)? 필요/i,
    example: asking("Administratorgenehmigung erforderlich"),
  },
  {
    cause: "admin_consent_required",
    confidence: 0.9,
    words:
      /grant requires admin permission|ask an admin to grant permission to this app|requires your admin's approval|that only an admin can grant|you(?:'ll)? need (?:your )?admin(?:istrator)?(?:'s)? (?:approval|consent)|users? (?:are|is) not (?:allowed|permitted) to consent|consent (?:for|to) .{0,60}(?:disabled|blocked) by (?:your )?(?:admin|organi[sz]ation)|unverified publisher.{0,60}(?:risky|blocked|consent)/i,
    example: asking("Ask an admin to grant permission to this app before you can use it."),
  },
  {
    cause: "account_locked",
    confidence: 0.85,
    alternatives: ["conditional_access_blocked"],
    words: /IP address with malicious activity|came from an? (?:malicious|suspicious|blocked) IP/i,
    example: asking("Sign-in was blocked because it came from an IP address with malicious activity."),
  },
  {
    cause: "account_locked",
    confidence: 0.9,
    words:
      /Konto (?:(?:wurde|ist) (?:vorübergehend |(?:wegen|nach|aufgrund) .{0,60})?|vorübergehend |(?:wegen|nach|aufgrund) .{0,60})gesperrt|Zu viele (?:fehlgeschlagene )?Anmeldeversuche|compte (?:est|a été) (?:temporairement )?(?:verrouillé|bloqué)|cuenta (?:se ha|está|ha sido) (?:bloquead|cerrad)[ao]? ?(?:temporalmente)?|cuenta (?:está |ha sido )?(?:temporalmente )?bloqueada|conta (?:está|foi) (?:temporariamente )?bloqueada|account (?:è )?(?:stato )?(?:temporaneamente )?bloccato|account is (?:tijdelijk )?vergrendeld|(?:帐户|账户|帳戶)已?(?:被)?(?:暂时|暫時)?锁定|アカウントは?(?:一時的に)?ロック/i,
    without: /spam/i,
    stages: ["authorize", "token", "refresh", "imap", "pop3", "smtp"],
    example: asking("Ihr Konto wurde vorübergehend gesperrt, um eine unbefugte Verwendung zu verhindern."),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.9,
    providers: ["microsoft", "other"],
    words:
      /Kriterien für den Zugriff auf diese Ressource|(?:darauf|hierauf) (?:zurzeit|derzeit|momentan) (?:keinen Zugriff|nicht zugreifen)|accéder à (?:cela|ceci|cet élément) pour le moment|critères? (?:d'accès|pour accéder) à cette ressource|acceder a esto (?:en este momento|ahora)|criterios para (?:tener acceso|acceder) a este recurso|acessar isto (?:agora|no momento)|critérios para acessar este recurso|accedere a questa risorsa in questo momento|criteri (?:di accesso|per accedere)|目前无法访问(?:此|该)|现在无法访问|これに今すぐアクセスすることはできません|現在、?(?:この|これに)アクセス(?:でき|することはでき)|requires? your device to be managed|device requesting access to be managed|blocked by a built-in protection|set up your device to get access|device (?:is not|isn't|must be) (?:compliant|managed|registered)|not on the list of approved apps|approved client app/i,
    example: asking(
      "Your admin requires the device requesting access to be managed by Contoso to access this resource.",
    ),
  },
  {
    cause: "mfa_required",
    confidence: 0.85,
    providers: ["microsoft", "other"],
    words:
      /More information required|needs more information to keep your account (?:secure|safe)|Weitere Informationen erforderlich|Plus d'informations (?:sont )?(?:requises|nécessaires)|Se (?:necesita|requiere) más información|São necessárias mais informações|Sono necessarie altre informazioni|需要(?:更多|详细)信息|詳細情報が必要|(?:Approve|Verify) (?:sign in request|your identity)|failed during strong authentication|didn't (?:complete|respond to) the (?:MFA|multi-?factor)/i,
    stages: ["authorize", "token", "refresh"],
    example: asking("More information required. Your organization needs more information to keep your account secure"),
  },
  {
    cause: "account_not_in_tenant",
    confidence: 0.85,
    words:
      /(?:Benutzer)?konto .{0,60}im Mandanten .{0,60}nicht vorhanden|n'existe pas dans le (?:client|locataire|tenant)|no existe en el inquilino|não existe no locatário|non esiste nel tenant|bestaat niet in (?:de )?tenant|租户.{0,40}中不存在|テナント.{0,40}に存在しません/i,
    example: asking('Das ausgewählte Benutzerkonto ist im Mandanten "Contoso" nicht vorhanden'),
  },
  {
    cause: "account_not_in_tenant",
    confidence: 0.7,
    alternatives: ["password_wrong", "tenant_not_found"],
    words:
      /This username may be incorrect|couldn't find an account with that username|Microsoft account doesn't exist|account doesn't exist\. Enter a different account|Benutzername ist möglicherweise falsch|kein Konto mit diesem Benutzernamen|nom d'utilisateur est peut-être incorrect|nombre de usuario puede ser incorrecto|nome de usuário pode estar incorreto/i,
    stages: ["authorize", "token"],
    example: asking("We couldn't find an account with that username. Try another account."),
  },
  {
    cause: "password_wrong",
    confidence: 0.9,
    words:
      /Your account or password is incorrect|Konto oder (?:Kennwort|Passwort) ist (?:nicht korrekt|falsch)|compte ou (?:le )?mot de passe est incorrect|cuenta o (?:la )?contraseña (?:no es correcta|es incorrecta)|conta ou (?:a )?senha (?:está )?incorreta|帐户或密码不正确|アカウントまたはパスワードが正しくありません/i,
    stages: ["authorize", "token"],
    example: asking("Your account or password is incorrect. If you don't remember your password, reset it now."),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.9,
    words:
      /input parameter '?redirect_uri'?.{0,20} (?:is not|isn't) valid|No reply (?:address|URL) (?:is )?(?:registered|configured|provided)|Umleitungs-URI .{0,200}stimmt nicht|(?:URI|URL) de redirection .{0,200}ne correspond pas|URI de redirec\w{3,6} .{0,200}no coincide|URI de redirecionamento .{0,200}não corresponde|重定向 URI .{0,200}不匹配|リダイレクト URI .{0,200}一致しません/i,
    example: asking("The provided value for the input parameter 'redirect_uri' is not valid."),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.85,
    words: /input parameter '?client_id'?.{0,20} (?:is not|isn't) valid/i,
    example: asking("The provided value for the input parameter 'client_id' is not valid."),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    words:
      /value for the (?:input parameter )?'?code'? (?:parameter )?(?:is not|isn't) valid.{0,60}(?:expired|already|redeemed|been used)/i,
    example: {
      stage: "token",
      provider: "microsoft",
      raw: "AADSTS70000: The provided value for the 'code' parameter is not valid. The code has expired.",
    },
  },
  {
    cause: "consent_missing",
    confidence: 0.6,
    alternatives: ["scope_invalid", "admin_consent_required"],
    words: /No applicable permissions were found|No permission to access user information is configured/i,
    example: asking("AADSTS90023: No applicable permissions were found for this user."),
  },
  {
    cause: "user_disabled",
    confidence: 0.9,
    words:
      /user account .{0,60}has been deleted from the|account was disabled by an admin|Benutzerkonto ist deaktiviert|compte (?:d'utilisateur )?est désactivé|cuenta de usuario está (?:deshabilitada|desactivada)|conta de usuário está desabilitada|用户帐户已禁用/i,
    example: asking("The user account {EUII Hidden} has been deleted from the contoso.example directory."),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.85,
    words: /(?:user or administrator|administrator or user|user or admin) (?:has )?revoked the tokens?/i,
    example: {
      stage: "refresh",
      provider: "microsoft",
      raw: "The user or administrator revoked the tokens for this user",
    },
  },
];
