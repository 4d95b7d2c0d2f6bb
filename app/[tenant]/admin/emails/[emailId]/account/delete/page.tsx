import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { DeleteEmailDialog } from "@/components/system-email/delete-email-dialog";
import { mayDo } from "@/lib/tenancy/require-permission";
import type { EmailParams } from "../../place";
import { deleteEmail } from "./actions";

export const metadata: Metadata = { title: "Delete System Email" };

/** The question before a System Email is deleted, over its Account tab. */
export default async function DeleteEmailPage({ params }: { params: EmailParams }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  if (!mayDo(context, "system_email:write")) notFound();
  const { address, incoming, outgoing } = email;
  const owners = [...new Set([incoming.grant, outgoing.grant].flatMap((grant) => grant?.resourceOwner ?? []))];
  return (
    <DeleteEmailDialog
      action={deleteEmail.bind(null, { tenant: context.slug, emailId: email.id })}
      address={address}
      closeHref={`/${context.slug}/admin/emails/${email.id}/account`}
      consequences={[
        `Mail workers can no longer fetch the mail of ${address} or send as it: their next call answers 404.`,
        ...(owners.length > 0
          ? [
              `The authorization given by ${owners.join(" and ")} ends. It is revoked at the provider where the provider offers that, and its tokens are deleted here in any case.`,
            ]
          : []),
        "Its settings and its checks are deleted. The audit log keeps what was done.",
      ]}
    />
  );
}
