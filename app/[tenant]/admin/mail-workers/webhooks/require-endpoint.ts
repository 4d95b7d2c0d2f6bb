import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireTenant } from "@/app/_server/require-tenant";
import { rowIdSchema } from "@/lib/system-email/schema";
import { getWebhookEndpoint } from "@/lib/webhook/get-webhook-endpoint";

/** The webhook endpoint of the URL for the signed-in user, read once a request, or the 404 of every unknown one. */
export const requireEndpoint = cache(async (tenant: string, endpointId: string) => {
  const context = await requireTenant(tenant);
  const id = rowIdSchema.safeParse(endpointId);
  const endpoint = id.success ? await getWebhookEndpoint(context, id.data) : null;
  return endpoint === null ? notFound() : { context, endpoint };
});
