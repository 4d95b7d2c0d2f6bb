import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { composeSupportBundle } from "@/lib/alerts/compose-support-bundle";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";

type RouteContext = { params: Promise<{ tenant: string; emailId: string }> };

/** The support bundle of a System Email as a file, for owners and admins; the same 404 for everybody else's. */
export async function GET(_request: Request, { params }: RouteContext): Promise<Response> {
  const { tenant, emailId } = await params;
  const context = await requireTenant(tenant);
  const id = rowIdSchema.safeParse(emailId);
  if (!id.success || !mayDo(context, "system_email:export")) notFound();
  const bundle = await composeSupportBundle(context, id.data);
  if (!bundle.ok) notFound();
  return new Response(bundle.value.json, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${bundle.value.fileName}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
