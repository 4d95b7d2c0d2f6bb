import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { getGrant } from "@/lib/grant/get-grant";
import { providerOf } from "@/lib/providers/provider-of";
import type { Half } from "@/lib/system-email/schema";
import { type DialogPlace, tabHref } from "./dialog-hrefs";

/** As they stand in the URL. */
export type DialogParams = Promise<{ tenant: string; emailId: string }>;

/** What a page below a half's tab gets. */
export type DialogTabProps = {
  params: DialogParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * What every tab of the dialog needs, read once a request. A half that signs in without OAuth2 of its own has no
 * dialog: its URL leads to the half's tab.
 */
export async function readDialog(params: DialogParams, half: Half) {
  const { tenant, emailId } = await params;
  return read(tenant, emailId, half);
}

const read = cache(async (tenant: string, emailId: string, half: Half) => {
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const own = half === "remote_mailbox" ? email.remoteMailbox : email.outgoingSmtp;
  const place: DialogPlace = { tenant: context.slug, emailId: email.id, half };
  const provider = providerOf(own.authentication);
  if (provider === null) redirect(tabHref(place));
  const { idpConfigId, strictMatching } = own;
  const grant = await getGrant(context, { systemEmailId: email.id, half });
  return { context, email, place, provider, idpConfigId, strictMatching, grant };
});
