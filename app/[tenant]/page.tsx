import { redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";

/** A tenant's address leads to the list of its System Emails. */
export default async function TenantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { slug } = await requireTenant((await params).tenant);
  redirect(`/${slug}/admin/emails`);
}
