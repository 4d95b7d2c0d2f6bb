import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

/** A field of the request by its name, near what is wrong with it: `"field":"scope","code":"invalid"`, `client_id: invalid`, "specify a valid client". */
function faulty(names: string): RegExp {
  const named = `(?:field|param(?:eter)?|property|path|argument)["']? ?(?:=>|[:=]) ?["']?(?:${names})["']?`;
  const wrong = "(?:invalid|unknown|incorrect|wrong|bad|not[ _]found|mismatch|unrecognized|malformed)";
  return new RegExp(
    `${named}.{1,20}\\b(?:code|reason|error|message|type)["']? ?(?:=>|[:=]) ?["']?${wrong}|\\b(?:${names})["']? ?(?:=>|[:=]) ?[[{("']{0,3}(?:is )?${wrong}\\b|specify a valid (?:${names})\\b|\\binvalid[_-](?!scope)(?:${names})\\b`,
    "i",
  );
}

/** Answers that name the field of the request that is wrong, in the form of their own API and not of RFC 6749. */
export const faultyFields: readonly Rule[] = [
  {
    cause: "client_secret_wrong",
    confidence: 0.8,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words: faulty("client_?secret|app_?secret|consumer_?secret"),
    without: /AADSTS/,
    example: at('{"errors":[{"resource":"Application","field":"client_secret","code":"invalid"}]}'),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.8,
    stages: idp,
    words: faulty("client_?id(?:entifier)?|app_?id|application_?id|consumer_?key|client(?= and submit)"),
    without: /AADSTS/,
    example: renewing(
      '{"message":"Bad Request","errors":[{"resource":"Application","field":"client_id","code":"invalid"}]}',
    ),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.7,
    alternatives: ["client_secret_wrong"],
    stages: idp,
    words: /client identifier (?:is )?(?:invalid|unknown|not (?:valid|known|found))/i,
    without: /AADSTS/,
    example: renewing("AuthenticationError: client identifier invalid"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.8,
    stages: idp,
    words: faulty("redirect_?ur[il]|callback_?ur[il]|redirect(?:ion)? ur[il]"),
    without: /AADSTS/,
    example: asking('{"errors":[{"resource":"Application","field":"redirect_uri","code":"invalid"}]}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.8,
    stages: idp,
    words: faulty("scopes?"),
    without: /AADSTS/,
    example: asking('{"message":"Bad Request","errors":[{"resource":"Authorize","field":"scope","code":"invalid"}]}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.75,
    stages: ["refresh"],
    words: faulty("refresh_?token"),
    without: /AADSTS/,
    example: renewing('{"errors":[{"resource":"RefreshToken","field":"refresh_token","code":"invalid"}]}'),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.75,
    alternatives: ["redirect_uri_mismatch"],
    stages: ["token"],
    words:
      /(?:field|param(?:eter)?)["']? ?(?:=>|[:=]) ?["']?(?:authorization_)?code["']?, ?.{0,12}\b(?:code|reason|error)["']? ?(?:=>|[:=]) ?["']?(?:invalid|expired|used)|\binvalid_(?:auth(?:orization)?_)?code\b/i,
    without: /AADSTS/,
    example: at('{"errors":[{"resource":"AuthorizationCode","field":"code","code":"invalid"}]}'),
  },
];
