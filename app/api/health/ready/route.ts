import { isStopping } from "@/app/_server/is-stopping";
import { isReady } from "@/lib/db/check-readiness";

export const dynamic = "force-dynamic";

/** Whether requests should be sent here: the database answers, its migrations are applied, and the server is not stopping. */
export async function GET(): Promise<Response> {
  if (!isStopping() && (await isReady())) return Response.json({ status: "ready" });
  return Response.json({ status: "not ready" }, { status: 503, headers: { "retry-after": "2" } });
}
