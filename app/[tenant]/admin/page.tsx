import { redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";

/** The Admin Panel begins with the list of System Emails. */
export default async function AdminPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { slug } = await requireTenant((await params).tenant);
  redirect(`/${slug}/admin/emails`);
}
