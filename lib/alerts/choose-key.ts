import { directoryCauses, registrationCauses, serverCauses } from "./cause-scopes";
import type { HalfRow } from "./read-halves";

/** The key of the alert that tells of an IdP Config which its provider refuses. */
export function idpConfigKey(idpConfigId: string): string {
  return `idp_config:${idpConfigId}`;
}

/** Whether an alert is about mailboxes whose checks fail for a cause of their own. */
export function isOfChecks(key: string): boolean {
  return key.startsWith("check:");
}

/** Whether an alert is about mailboxes of one IdP Config that have to be authorized again. */
export function isOfEnds(key: string): boolean {
  return key.startsWith("ended:");
}

/** Whether an alert is about a mail server, or the way to it. */
export function isOfServer(key: string): boolean {
  return key.startsWith("server:");
}

/**
 * Whether a half still uses what the alert of a key is about: the mail server or the IdP Config in it. One whose server
 * or IdP Config was changed since is no case of that alert any more, however it stands.
 */
export function isAbout(key: string, { server, receivesFrom, idpConfigId }: HalfRow): boolean {
  const [scope, of = ""] = key.split(":");
  switch (scope) {
    case "idp_config":
      return of === idpConfigId;
    case "server":
      return key === `server:${server}`;
    case "check":
      return key === `check:${of}:${receivesFrom ?? server}`;
    case "ended":
      return key.endsWith(`:${idpConfigId}`);
    default:
      return true;
  }
}

/** What is open now: whether an alert of a key is, and the key of the alert that already concerns the half, if any. */
export type OpenAlerts = { isOpen: (key: string) => boolean; concerning: string | null };

/**
 * The alert that a half in trouble belongs to, by its cause and what mends it, so that one mending resolves one alert:
 *
 * - `idp_config:…` the IdP Config, or something in its directory;
 * - `server:…` the mail server or the way to it, whatever goes wrong there;
 * - `check:…` mailboxes of one server whose checks fail for one cause, such as IMAP that is switched off for them. Both
 *   halves of a System Email count as of the server that it receives from;
 * - `ended:…` mailboxes of one IdP Config that have to be authorized again for one cause;
 * - `system_email:…` what is said of one mailbox alone.
 *
 * Whether trouble is transient is no part of it: the same cause that becomes permanent is the same alert, and worse.
 */
export function chooseKey(half: HalfRow, open: OpenAlerts): string {
  const { idpConfigId, reason, cause } = half;
  const ofConfig = idpConfigId === null ? null : chooseConfigKey(half, idpConfigId, open.isOpen);
  if (ofConfig !== null) return ofConfig;
  if (isCheck(reason)) return chooseCheckKey(half, open);
  // That somebody tried to authorize it again is no news of its own, whatever came of it.
  const { concerning } = open;
  const isTried = reason === "reauthorization_failed" && concerning !== null && isOfEnds(concerning);
  if (isTried && isAbout(concerning, half)) return concerning;
  // Of one Grant alone the provider may say what it otherwise says of an IdP Config; then this is no news of that.
  if (idpConfigId === null || reason === "refresh_refused") return ownKey(half);
  return ["ended", reason, cause, idpConfigId].filter((part) => part !== null).join(":");
}

function chooseConfigKey({ reason, cause }: HalfRow, idpConfigId: string, isOpen: OpenAlerts["isOpen"]): string | null {
  const configKey = idpConfigKey(idpConfigId);
  switch (reason) {
    case "idp_config_refused":
      return configKey;
    case "refresh_refused":
      return isOpen(configKey) ? configKey : null;
    case "idp_config_disabled":
    case "idp_config_edited":
      return `${configKey}:${reason}`;
    case "refresh_failing":
      return isOf(registrationCauses, cause) && isOpen(configKey) ? configKey : `${configKey}:${reason}`;
  }
  if (isOf(registrationCauses, cause)) return configKey;
  return isOf(directoryCauses, cause) ? `${configKey}:${cause}` : null;
}

/**
 * What a mailbox's checks fail for may change from one to the next while nothing has been mended. It stays with the
 * alert that it has, unless the new cause has one, or the server is another: otherwise each change would be told as news.
 */
function chooseCheckKey(half: HalfRow, { isOpen, concerning }: OpenAlerts): string {
  if (isOf(serverCauses, half.cause)) return `server:${half.server}`;
  const key = half.cause === null ? ownKey(half) : `check:${half.cause}:${half.receivesFrom ?? half.server}`;
  const staysWith = concerning !== null && isOfChecks(concerning) && isAbout(concerning, half) ? concerning : key;
  return isOpen(key) ? key : staysWith;
}

function ownKey({ systemEmailId }: HalfRow): string {
  return `system_email:${systemEmailId}`;
}

function isCheck(reason: string): boolean {
  return reason === "check_failed" || reason === "check_failing";
}

function isOf(scope: ReadonlySet<string>, cause: string | null): boolean {
  return cause !== null && scope.has(cause);
}
