import { sha256 } from "@/lib/crypto/hash";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { WorkerContext } from "./authenticate-worker";

/** What is kept of an answer. The body may hold a link that works once, so it is sealed. */
type KeptAnswer = { status: number; body: string | null };

type Claim = { kind: "claimed"; at: Date } | { kind: "done"; answer: KeptAnswer } | { kind: "reused" | "under_way" };

/** Whether a text may be an Idempotency-Key: 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(text);
}

/**
 * Carries out a write once for an Idempotency-Key of a Worker Key: whoever sends the same request with it again within
 * 24 hours gets the first answer. An answer that is not final, because the same call may succeed later, is not kept,
 * nor is a surprise. Fails with idempotency_key_reused for another request, and with request_under_way while the
 * first has not ended; one that has not ended after two minutes is taken for dead, and carried out again.
 */
export async function carryOutOnce<Answer extends KeptAnswer>(
  context: WorkerContext,
  write: {
    idempotencyKey: string;
    /** What makes a request the same: method, path, query, body. */
    request: readonly string[];
    act: () => Promise<{ answer: Answer; isFinal: boolean }>;
  },
): Promise<
  Result<{ answer: Answer | KeptAnswer; isReplay: boolean }, Failure<"idempotency_key_reused" | "request_under_way">>
> {
  const requestHash = sha256(JSON.stringify(write.request));
  const claim = await inTenant(context, (db) => claimKey(db, context, write.idempotencyKey, requestHash));
  switch (claim.kind) {
    case "done":
      return succeed({ answer: claim.answer, isReplay: true });
    case "reused":
      return fail({
        code: "idempotency_key_reused",
        message: "This Idempotency-Key came with another request before. Use a new one for each write.",
      });
    case "under_way":
      return fail({
        code: "request_under_way",
        message: "The first request with this Idempotency-Key has not ended yet.",
        facts: { retryAfterSeconds: "2" },
      });
  }
  const row = { tenantId: context.tenantId, workerKeyId: context.actor.id, key: write.idempotencyKey };
  // Whoever took the claim over has written another time; theirs is not ours to end.
  const where = { ...row, createdAt: claim.at, status: null };
  let isKept = false;
  try {
    const { answer, isFinal } = await write.act();
    if (isFinal) {
      const { status, body } = answer;
      const answerSealed = body === null ? null : context.vault.seal(new Secret(body), answerPlace(row));
      await inTenant(context, (db) => db.idempotencyKey.updateMany({ where, data: { status, answerSealed } }));
      isKept = true;
    }
    return succeed({ answer, isReplay: false });
  } finally {
    if (!isKept) await inTenant(context, (db) => db.idempotencyKey.deleteMany({ where }));
  }
}

const keptHours = 24;
const patienceMinutes = 2;

/** Takes the key for this request if nobody has it, in one statement, so that of two at once one wins. */
async function claimKey(
  db: Database,
  { tenantId, actor, vault }: WorkerContext,
  key: string,
  requestHash: string,
): Promise<Claim> {
  const [claimed] = await db.$queryRaw<{ at: Date }[]>`
    INSERT INTO idempotency_keys AS kept (tenant_id, worker_key_id, key, request_hash, created_at)
    VALUES (${tenantId}::uuid, ${actor.id}::uuid, ${key}, ${requestHash}, clock_timestamp())
    ON CONFLICT (tenant_id, worker_key_id, key) DO UPDATE
      SET request_hash = excluded.request_hash, status = NULL, answer_sealed = NULL, created_at = excluded.created_at
      WHERE kept.created_at < clock_timestamp() - make_interval(hours => ${keptHours})
        OR (kept.status IS NULL AND kept.request_hash = excluded.request_hash
          AND kept.created_at < clock_timestamp() - make_interval(mins => ${patienceMinutes}))
    RETURNING created_at AS at`;
  if (claimed !== undefined) return { kind: "claimed", at: claimed.at };
  const kept = await db.idempotencyKey.findFirst({ where: { tenantId, workerKeyId: actor.id, key } });
  // Gone between the two statements: its request ended without a final answer, and may be sent again.
  if (kept === null) return { kind: "under_way" };
  if (kept.requestHash !== requestHash) return { kind: "reused" };
  if (kept.status === null) return { kind: "under_way" };
  const body = kept.answerSealed === null ? null : vault.open(kept.answerSealed, answerPlace(kept)).reveal();
  return { kind: "done", answer: { status: kept.status, body } };
}

function answerPlace({ workerKeyId, key }: { workerKeyId: string; key: string }) {
  return { table: "idempotency_keys", rowId: `${workerKeyId} ${key}`, column: "answer_sealed" };
}
