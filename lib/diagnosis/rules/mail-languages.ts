import { eitherOrder } from "./fault-stems";
import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;

const password =
  "пароль|hesl[oa]\\b|lösenord|adgangskode|\\bpassord|kodeord|salasana|\\bjelsz|\\bparola\\b|şifre|κωδικ|\\bparol[aă]|סיסמ|كلمة المرور|كلمة السر|mật khẩu|kata sandi|lozink|รหัสผ่าน|hasł[oa]\\b|contrasenya|pasahitz|slaptažod|parool";
const wrong =
  "неверн|неправильн|невірн|špatn|nesprávn|neplatn|chybn|\\bfel\\b|felaktig|ogiltig|forkert|ugyldig|\\bfeil\\b|väär|virheel|hibás|érvénytelen|helytelen|hatalı|yanlış|geçersiz|λάθος|λανθασμέν|μη έγκυρ|greșit|incorect|nevalid|שגוי|לא נכונ|غير صحيح|خاطئ|\\bsai\\b|không (?:đúng|hợp lệ|chính xác)|\\bsalah\\b|tidak (?:valid|benar|sesuai)|pogrešn|neispravn|невалид|грешн|ไม่ถูกต้อง|nieprawidłow|błędn|incorrect[ea]\\b|okerra|neteising|vale\\b";

/**
 * A refused password, a sign-in that failed and a limit, in languages that the rules for servers do not have: those of
 * eastern, northern and southern Europe, Turkish, Greek, Hebrew, Arabic, Vietnamese, Indonesian and Thai.
 */
export const mailLanguages: readonly Rule[] = [
  {
    cause: "password_wrong",
    confidence: 0.75,
    alternatives: ["app_password_required"],
    stages: mail,
    words: eitherOrder(password, wrong),
    without: /AUTHENTICATE failed|5\.7\.139/,
    example: imap("A1 NO Fel användarnamn eller lösenord"),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["xoauth2_token_rejected", "app_password_required"],
    stages: mail,
    words:
      /přihlášení (?:se nezdařilo|selhalo)|(?:inloggning|autentisering)(?:en)? misslyckades|(?:godkendelse|login|pålogging|autentisering)(?:en)? (?:mislykkedes|mislyktes)|(?:kirjautuminen|todennus) epäonnistui|(?:hitelesítés|bejelentkezés) sikertelen|sikertelen (?:hitelesítés|bejelentkezés)|kimlik doğrulama(?:sı)? (?:başarısız|hatası)|(?:oturum açma|giriş) (?:başarısız|yapılamadı)|(?:έλεγχος ταυτότητας|σύνδεση) απέτυχε|autentificare(?:a)? (?:a eșuat|eșuată)|[Пп]омилка (?:автентифікації|входу)|[Нн]еудачная попытка входа|(?:вход|авторизация|аутентификация) не (?:выполнен|удал|пройден)|(?:אימות|התחברות) נכשל|فشل(?:ت)? (?:المصادقة|تسجيل الدخول)|(?:xác thực|đăng nhập) (?:thất bại|không thành công)|(?:autentikasi|otentikasi|login) gagal|(?:prijava|autentifikacija) nije uspjela|neuspj?ešna (?:prijava|autentifikacija)|การ(?:ยืนยันตัวตน|เข้าสู่ระบบ)ล้มเหลว|(?:logowanie|uwierzytelnianie) nie powiodło|nieudane logowanie/i,
    without: /AUTHENTICATE failed|5\.7\.\d/,
    example: imap("A1 NO Kimlik doğrulama başarısız"),
  },
  {
    cause: "user_disabled",
    confidence: 0.65,
    alternatives: ["account_locked"],
    isTransient: false,
    stages: ["imap", "pop3"],
    words:
      /kont[oa] (?:zostało |jest )?(?:zablokowan|zawieszon|dezaktywowan)|(?:аккаунт|уч[её]тная запись|ящик|пользователь) (?:заблокирован|отключ[её]н)|(?:конто|обліковий запис) заблоковано|účet (?:je |byl )?(?:zablokován|deaktivován)|kontot (?:är |har )?(?:spärrat|inaktiverat|avstängt)|kontoen er (?:spærret|deaktivert|sperret)|(?:fiók|hesap|hesabınız) (?:\w{1,12} )?(?:letiltva|devre dışı|kilitlen|askıya)|account (?:è stato |è )?(?:disattivato|disabilitato|sospeso|bloccato)|(?:Konto|Postfach) (?:ist|wurde) (?:gesperrt|deaktiviert)|compte (?:est |a été )?(?:désactivé|bloqué|suspendu)|cuenta (?:está |ha sido )?(?:deshabilitada|desactivada|bloqueada|suspendida)|conta (?:está |foi )?(?:desativada|bloqueada|suspensa)|(?:用户|账号|帐号|账户|邮箱)(?:已)?(?:被)?(?:禁用|停用|冻结|封禁)|アカウント(?:は|が)(?:無効|停止|凍結)|계정이 .{0,12}(?:비활성|정지|차단)/i,
    example: imap("A1 NO Konto zostało zablokowane"),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.7,
    alternatives: ["throttled"],
    stages: ["smtp"],
    words:
      /(?:dzienn|godzinow)\w{1,4} limit|limit (?:wysyłki|wiadomości)|denní limit|дневн[а-яё]{1,4} лимит|лимит (?:отправки|писем|сообщений)|limite? (?:giornalier|orari|di invio|zilnic)|(?:günlük|saatlik) (?:gönderim )?(?:limit|sınır)|daglig[ae]? gräns|napi (?:küldési )?(?:limit|korlát)|ημερήσιο όριο|(?:daglimiet|verzendlimiet)/i,
    andWords: /\b[45]\d\d\b|\b[45]\.\d\.\d|przekrocz|překroč|превыш|superat|aşıl|överskrid|túllép|overschreden|depăș/i,
    example: smtp("550 5.7.1 Przekroczono dzienny limit wysyłki"),
  },
];
