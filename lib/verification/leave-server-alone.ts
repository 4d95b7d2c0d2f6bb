import { asSystem } from "@/lib/db/as-system";

/** The first pause and the longest, in seconds; each one in a row is twice as long as the one before. */
const firstPauseSeconds = 60;
const longestPauseSeconds = 1800;

/**
 * Leaves a mail server alone for a while, because it throttles or refuses: no scheduled check begins there, whoever's
 * mailbox it is of. Longer each time it comes in a row; of checks that ran at once only the first counts.
 */
export async function leaveServerAlone(server: string, at: Date): Promise<void> {
  await asSystem(
    "sweep due checks",
    (db) => db.$executeRaw`
      INSERT INTO mail_servers AS m (server, tokens, tokens_at, paused_until, pause_count)
      VALUES (${server}, 0, ${at}, ${at}::timestamptz + make_interval(secs => ${firstPauseSeconds}), 1)
      ON CONFLICT (server) DO UPDATE SET pause_count = m.pause_count + 1,
        paused_until = ${at}::timestamptz + make_interval(secs => LEAST(${longestPauseSeconds},
          ${firstPauseSeconds} * 2 ^ LEAST(m.pause_count, 10)) * (0.9 + 0.2 * random()))
      WHERE m.paused_until IS NULL OR m.paused_until <= ${at}::timestamptz`,
  );
}

/** Notes that a check went well there which began after the pause, so that a pause that comes later is a short one again. */
export async function trustServerAgain(server: string, at: Date): Promise<void> {
  await asSystem(
    "sweep due checks",
    (db) => db.$executeRaw`
      UPDATE mail_servers SET pause_count = 0 WHERE server = ${server} AND paused_until <= ${at}::timestamptz`,
  );
}
