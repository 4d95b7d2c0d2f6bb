import { requireTenant } from "@/app/_server/require-tenant";
import { paletteEntriesOf, readPaletteWish } from "@/components/system-email/palette-words";
import { findInPanel } from "@/lib/system-email/find-in-panel";
import { systemEmailListSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";

/** What the command palette finds in the tenant for `?query=`, at most eight entries, as JSON. */
export async function GET(request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> {
  const context = await requireTenant((await params).tenant);
  const query = systemEmailListSchema.shape.search.parse(new URL(request.url).searchParams.get("query") ?? "");
  const wish = readPaletteWish(query);
  const found = await findInPanel(context, wish.search);
  const headers = { "cache-control": "no-store" };
  if (!found.ok) {
    const { message, facts } = found.failure;
    const retryAfter = { "retry-after": facts?.retryAfterSeconds ?? "60" };
    return Response.json({ message }, { status: 429, headers: { ...headers, ...retryAfter } });
  }
  const place = { adminHref: `/${context.slug}/admin`, mayVerify: mayDo(context, "system_email:verify") };
  return Response.json({ entries: paletteEntriesOf(found.value, wish, place) }, { headers });
}
