import type { Rule } from "./rule";

/** A protocol by its name, near "not enabled" and "switched off" in German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Chinese, Japanese. */
function switchedOff(protocol: string): RegExp {
  const off = [
    "nicht (?:frei(?:geschaltet|gegeben)|aktiviert|erlaubt|zugelassen|eingeschaltet)",
    "(?:ist |wurde )?(?:deaktiviert|abgeschaltet|ausgeschaltet)",
    "(?:n'est pas|pas) (?:encore )?(?:activ|autoris|permis)",
    "désactiv|no (?:está|ha sido|esta) (?:habilitad|activad|permitid)|(?:des|in)habilitad|desactivad",
    "não (?:está|foi) (?:habilitad|ativad|permitid)|desabilitad|desativad",
    "non (?:è|risulta) (?:abilitat|attiv|consentit)|disabilitat|disattivat",
    "niet (?:ingeschakeld|geactiveerd|toegestaan)|uitgeschakeld",
    "nie jest (?:włączon|aktywn)|wyłączon|отключен|не включен|запрещен|выключен",
    "未(?:开启|启用|開啟|啟用|开通|開通)|已?(?:关闭|關閉|禁用|停用)|没有(?:权限|开通)|無効|許可されていません",
  ].join("|");
  return new RegExp(
    `\\b${protocol}(?![a-z])[^.,:;]{0,50}(?:${off})|(?:没有权限使用|未开启|未开通|未启用|désactivé pour|deaktiviert für).{0,12}${protocol}`,
    "i",
  );
}

const notTheServer = /\bPHP\b|extension|Modul|php\.ini/i;

/** A protocol that is off for a mailbox, in its users' languages. */
export const accessLanguages: readonly Rule[] = [
  {
    cause: "imap_disabled",
    confidence: 0.75,
    alternatives: ["password_wrong", "user_disabled"],
    stages: ["imap"],
    words: switchedOff("IMAP4?"),
    without: notTheServer,
    example: { stage: "imap", provider: "other", raw: "A1 NO IMAP ist für dieses Postfach nicht freigeschaltet" },
  },
  {
    cause: "pop_disabled",
    confidence: 0.75,
    alternatives: ["password_wrong", "user_disabled"],
    stages: ["pop3"],
    words: switchedOff("POP3?"),
    without: notTheServer,
    example: { stage: "pop3", provider: "other", raw: "-ERR L'accès POP3 n'est pas activé" },
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.65,
    alternatives: ["smtp_auth_disabled_tenant", "user_disabled"],
    stages: ["smtp"],
    words: switchedOff("SMTP"),
    without: notTheServer,
    example: { stage: "smtp", provider: "other", raw: "535 El acceso SMTP no está habilitado para esta cuenta" },
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.8,
    alternatives: ["plaintext_auth_refused"],
    stages: ["imap", "pop3", "smtp"],
    words:
      /(?:Authentifizierungs|Authentisierungs|Anmelde)(?:methode|verfahren|mechanismus)\b.{0,40} (?:nicht|kein)|unterstützt .{0,40}(?:Authentifizierungs|Authentisierungs|Anmelde)\w{3,12} nicht|(?:méthode|mécanisme)s? d'authentification.{0,60} (?:n'est pas|non pris|pas support)|ne (?:prend|supporte) pas .{0,60}d'authentification|(?:no|não|non) .{0,50}\b(?:m[ée]todo|mecanismo|metodo|meccanismo) (?:de|di) (?:aut|inicio)|(?:verificatie|authenticatie)methode.{0,40} niet|niet .{0,40}(?:verificatie|authenticatie)methode|(?:身份)?(?:验证|驗證)(?:方法|方式|机制).{0,20}不支持|認証方式.{0,30}(?:サポート|対応)(?:して|されて)い?ません/i,
    without: /verifi(?:que|care)|überprüfen|vérifi/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "Der Postausgangs-Server (SMTP) smtp.acme.example unterstützt die gewählte Authentifizierungsmethode nicht.",
    },
  },
];
