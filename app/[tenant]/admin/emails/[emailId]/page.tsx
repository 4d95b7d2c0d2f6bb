import { redirect } from "next/navigation";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import type { EmailParams } from "./place";

/** A System Email begins with its Account tab. */
export default async function EmailPage({ params }: { params: EmailParams }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  redirect(`/${context.slug}/admin/emails/${email.id}/account`);
}
