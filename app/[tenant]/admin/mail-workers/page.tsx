import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { WorkerKeys } from "./worker-keys";

export const metadata: Metadata = { title: "Mail Workers" };

/** The tenant's Worker Keys, and how a worker uses one. */
export default async function MailWorkersPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return <WorkerKeys context={await requireTenant(tenant)} />;
}
