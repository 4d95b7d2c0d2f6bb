export const dynamic = "force-dynamic";

/** Whether the process is alive. Touches nothing, so that a database that is away does not get the process restarted. */
export function GET(): Response {
  return Response.json({ status: "live" });
}
