// POST /authorize/{token}/begin: whoever was sent the link goes to the provider. Anybody may call it who has the link.
import { randomUUID } from "node:crypto";
import { linkPath, linkSessionCookie, linkTokenSchema } from "@/app/_server/link-session";
import { clientAddress, requestId } from "@/app/_server/request";
import { environment } from "@/lib/env";
import { startAuthorizationByLink } from "@/lib/grant/start-authorization-by-link";
import { Secret } from "@/lib/secret";

type BeginContext = { params: Promise<{ token: string }> };

// A route and not an action: without a referrer a form without scripts has no origin either, which actions refuse.
export async function POST(_request: Request, { params }: BeginContext): Promise<Response> {
  const token = linkTokenSchema.safeParse((await params).token);
  if (!token.success) return goTo(`${environment().publicUrl}/authorize/unknown`);
  const sessionId = randomUUID();
  const started = await startAuthorizationByLink(new Secret(token.data), {
    sessionId,
    clientAddress: await clientAddress(),
    requestId: await requestId(),
  });
  const page = (outcomeId?: string) =>
    environment().publicUrl +
    linkPath(token.data, outcomeId === undefined ? undefined : { outcomeId, isReplay: false });
  if (!started.ok) return goTo(page());
  const { linkId, departure } = started.value;
  if (departure.kind === "refused") return goTo(page(departure.outcomeId));
  return goTo(departure.providerUrl.href, linkSessionCookie(linkId, { sessionId, token: token.data }));
}

function goTo(location: string, cookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      ...(cookie === undefined ? {} : { "set-cookie": cookie }),
    },
  });
}
