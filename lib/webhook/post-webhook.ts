import { createGuardedFetch, findEgressRefusal, type GuardedFetch, ResponseTooLarge } from "@/lib/egress/guarded-fetch";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { signWebhook } from "./signing-secret";

const deadlineMs = 15_000;
const maxAnswerBytes = 100_000;

/** What an attempt ended with; `status` is null where no answer came. */
export type PostFailure = Failure<"egress_refused" | "deadline_passed" | "server_unavailable">;

/**
 * Posts a payload, signed by every secret, and says what the server answered within 15 seconds; any 2xx is a success.
 * Only addresses that the egress policy allows are dialled, no redirect is followed, and of an answer at most 100,000
 * bytes are read.
 */
export async function postWebhook(
  message: { url: string; id: string; payload: string },
  { secrets, at }: { secrets: readonly Secret[]; at: Date },
): Promise<{ status: number | null; outcome: Result<null, PostFailure> }> {
  const { url, id, payload } = message;
  try {
    const { status, ok: isTaken } = await webhookFetch()(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Mailgrant-Webhooks/1",
        ...signWebhook({ id, at, payload }, secrets),
      },
      body: payload,
    });
    return { status, outcome: isTaken ? succeed(null) : fail(refusal(status)) };
  } catch (thrown) {
    return { status: null, outcome: fail(explain(thrown)) };
  }
}

let guardedFetch: GuardedFetch | undefined;

function webhookFetch(): GuardedFetch {
  guardedFetch ??= createGuardedFetch({
    policy: environment().egressPolicy,
    maxResponseBytes: maxAnswerBytes,
    deadlineMs,
  });
  return guardedFetch;
}

function refusal(status: number): PostFailure {
  const hint = status >= 300 && status < 400 ? " Redirects are not followed: enter the address that it leads to." : "";
  return { code: "server_unavailable", message: `The server answered ${status} where 2xx was expected.${hint}` };
}

function explain(thrown: unknown): PostFailure {
  const refused = findEgressRefusal(thrown);
  if (refused !== undefined) return { code: "egress_refused", message: refused.message };
  if (thrown instanceof ResponseTooLarge) {
    return { code: "server_unavailable", message: `${thrown.message} A short answer is enough.` };
  }
  if (thrown instanceof Error && thrown.name === "TimeoutError") {
    return { code: "deadline_passed", message: `The server did not answer within ${deadlineMs / 1000} seconds.` };
  }
  return { code: "server_unavailable", message: `The server could not be reached: ${describeCause(thrown)}.` };
}

/** The code of the network error at the bottom, such as ECONNREFUSED; libraries wrap it in errors of their own. */
function describeCause(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "unknown error";
  if (thrown.cause instanceof Error) return describeCause(thrown.cause);
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : thrown.message;
}
