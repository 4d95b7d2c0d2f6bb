/** Ways of signing in that a setting chooses are kept: they tell how one signed in. */
const chosen = /XOAUTH2|OAUTHBEARER/;

/** What is no setting but the failure, should it stand in such a dump. */
const failure = /error|exception|fail|denied|refus|reject|invalid|expired|\b[45]\d\d\b/i;

// Of Java's and Spring's properties: "mail.smtp.starttls.enable=true".
const properties = /\b[a-z][\w-]{0,30}(?:\.[\w-]{1,40}){1,6} ?= ?[^\s,;()[\]{}"']{0,200}/g;

// Of an environment: MAIL_ENCRYPTION=tls.
const environment = /\b[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){1,6}=[^\s,;"']{0,200}/g;

// What is switched off or empty: "oauth2":false, accessToken=null, 'refresh_token': ''.
const empty =
  /["']?\b\w{0,30}(?:oauth|token|secret|scope|tls|ssl|sasl|bearer)\w{0,30}["']? ?(?:=>|[:=]) ?(?:""|''|(?:null|nil|None|undefined|false)\b|(?:no|off)(?=[,;)}\]]|$))/gi;

// An object that was printed: OAuthConfig(clientId=…, scope=…), MailProperties{host=…}.
const objects =
  /(?:\b\w{1,40}[=:] ?)?\b\w{0,40}(?:Config|Configuration|Properties|Settings|Options|Registration)(?:@[0-9a-f]{1,8})? ?(?:\([^(){}]{0,2000}\)|\{[^(){}]{0,2000}\})/g;

/**
 * The text, white space being single spaces, without settings that a program printed around what happened. Their names
 * (token, scope, starttls, client secret) are those of causes, and that they are there settles nothing; one that is
 * empty or switched off says even the opposite of its name.
 */
export function dropSettings(text: string): string {
  return [objects, properties, environment]
    .reduce(
      (left, pattern) => left.replace(pattern, (whole) => (failure.test(whole) ? whole : keepChosen(whole))),
      text,
    )
    .replace(empty, " ");
}

function keepChosen(setting: string): string {
  return ` ${chosen.exec(setting)?.[0] ?? ""} `;
}
