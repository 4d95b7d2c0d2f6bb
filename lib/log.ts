import pino from "pino";

/**
 * The process's log: one JSON line an event on standard output. Secrets are values of type Secret, which
 * print as `[secret]`; the paths below are a second net for plain strings that should not be here at all.
 */
export const log = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["password", "secret", "accessToken", "refreshToken", "code", "state", "authorization", "cookie"].flatMap(
      (name) => [name, `*.${name}`],
    ),
    censor: "[secret]",
  },
});
