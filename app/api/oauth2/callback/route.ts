// GET /api/oauth2/callback: the Callback Endpoint. Anybody may call it; what it does depends on the state alone.
import type { NextRequest } from "next/server";
import { linkPath, readLinkSessions } from "@/app/_server/link-session";
import { requestId } from "@/app/_server/request";
import { currentSession } from "@/app/_server/sign-in";
import { environment } from "@/lib/env";
import { type AuthorizationEnd, completeAuthorization } from "@/lib/grant/complete-authorization";

export async function GET(request: NextRequest): Promise<Response> {
  const links = readLinkSessions(request.cookies.getAll());
  const end = await completeAuthorization(
    request.nextUrl.searchParams,
    await currentSession(),
    await requestId(),
    new Map([...links].map(([linkId, { sessionId }]) => [linkId, sessionId])),
  );
  return new Response(null, {
    status: 303,
    headers: {
      location: `${environment().publicUrl}${pathOf(end, links)}`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}

function pathOf(end: AuthorizationEnd, links: ReturnType<typeof readLinkSessions>): string {
  if (end.kind === "nowhere") return `/authorization-ended?reason=${end.code}`;
  if (end.kind === "link") return linkPath(links.get(end.linkId)?.token ?? "unknown", end);
  const { tenantSlug, systemEmailId, half, outcomeId } = end.place;
  const tab = half === "remote_mailbox" ? "remote-mailbox" : "outgoing-smtp";
  const tabPath = `/${tenantSlug}/admin/emails/${systemEmailId}/${tab}`;
  const dialog = `${tabPath}/oauth2/idp-config?outcome=${outcomeId}`;
  if (end.kind === "sign_in") return `/sign-in?next=${encodeURIComponent(dialog)}&reason=session_gone`;
  if (end.isAuthorized) return `${tabPath}?outcome=${outcomeId}`;
  return end.isReplay ? `${dialog}&replayed=1` : dialog;
}
