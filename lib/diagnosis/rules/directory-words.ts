import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;

/**
 * What a directory behind a server says of an account: Active Directory's codes in LDAP's answer ("data 532"), the names
 * that Windows and Samba have for the same, and those of Kerberos and PAM. They settle what "invalid credentials" around
 * them leaves open.
 */
export const directoryWords: readonly Rule[] = [
  {
    cause: "password_expired",
    confidence: 0.9,
    words:
      /AcceptSecurityContext error, data (?:532|773)\b|(?:NT_)?STATUS_PASSWORD_(?:EXPIRED|MUST_CHANGE)|KDC_ERR_KEY_EXP(?:IRED)?|Authentication token is no longer valid; new one required|\bAUTHTOK_EXPIRED\b/i,
    example: imap("LdapErr: DSID-0C090334, comment: AcceptSecurityContext error, data 532, vece"),
  },
  {
    cause: "user_disabled",
    confidence: 0.9,
    words:
      /AcceptSecurityContext error, data (?:533|701)\b|(?:NT_)?STATUS_ACCOUNT_(?:DISABLED|EXPIRED|RESTRICTION)|KDC_ERR_CLIENT_REVOKED|Clients credentials have been revoked|User account has expired|\bACCT_EXPIRED\b/i,
    example: imap("LdapErr: DSID-0C090334, comment: AcceptSecurityContext error, data 533, vece"),
  },
  {
    cause: "account_locked",
    confidence: 0.9,
    words: /AcceptSecurityContext error, data 775\b|(?:NT_)?STATUS_ACCOUNT_LOCKED_OUT|pam_(?:tally2?|faillock)\(/i,
    example: imap("LdapErr: DSID-0C090334, comment: AcceptSecurityContext error, data 775, vece"),
  },
  {
    cause: "password_wrong",
    confidence: 0.85,
    words:
      /AcceptSecurityContext error, data (?:525|52e|530|531)\b|(?:NT_)?STATUS_(?:LOGON_FAILURE|WRONG_PASSWORD|NO_SUCH_USER)|KDC_ERR_(?:PREAUTH_FAILED|C_PRINCIPAL_UNKNOWN)|LDAP: error code 49\b|\bldap_?bind\b.{0,60}Invalid credentials/i,
    example: imap("LdapErr: DSID-0C090334, comment: AcceptSecurityContext error, data 52e, v2580"),
  },
];
