import { redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";

/** A tenant's address leads to the first page of its Admin Panel. */
export default async function TenantPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { slug } = await requireTenant((await params).tenant);
  redirect(`/${slug}/admin`);
}
