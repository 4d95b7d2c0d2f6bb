"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { readRevision, runAction } from "@/app/_server/run-action";
import type { IssuedWorkerKey, IssueState } from "@/components/mail-worker/issue-state";
import type { FormState } from "@/components/ui/form-state";
import { changeWorkerKeyLimits } from "@/lib/mail-worker/change-worker-key-limits";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import { workerKeyLimitsSchema, workerKeySchema } from "@/lib/mail-worker/schema";
import { succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";

const tenantPlace = z.object({ tenant: z.string() });
const limitsPlace = tenantPlace.extend({ workerKeyId: rowIdSchema });
// A key is revoked from the list and from its own page, and that is where it leads back to.
const keyPlace = z.object({ tenant: z.string(), workerKeyId: rowIdSchema, from: z.enum(["list", "key"]) });

// Checkboxes send `scopes[]`, so that one of them is a list as well.
const issueFormSchema = z.preprocess(
  (fields) =>
    Object.fromEntries(Object.entries(Object(fields)).map(([name, value]) => [name.replace(/\[\]$/, ""), value])),
  workerKeySchema,
);

/** Issues a Worker Key. The key is in this one answer to the browser and nowhere else. */
export async function issueKey(place: { tenant: string }, _state: IssueState, form: FormData): Promise<IssueState> {
  const answer: { issued?: IssuedWorkerKey } = {};
  const state = await runAction(
    { place: tenantPlace, input: issueFormSchema },
    place,
    form,
    async (context, { tenant }, { name, scopes, networks, expiresOn, reach, systemEmailIds }) => {
      const issued = await issueWorkerKey(context, {
        name,
        scopes,
        networks,
        expiresAt: expiresOn,
        systemEmailIds: reach === "all" ? "all" : systemEmailIds,
      });
      if (!issued.ok) return issued;
      answer.issued = { key: issued.value.key.reveal(), prefix: issued.value.prefix, name };
      revalidatePath(pathOf(tenant));
      return succeed({ message: "The Worker Key is issued." });
    },
  );
  return answer.issued === undefined ? { step: "form", form: state } : { step: "issued", issued: answer.issued };
}

/** Changes from where and until when a Worker Key may be used. */
export async function changeKeyLimits(
  place: z.infer<typeof limitsPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  const declared = { place: limitsPlace, input: workerKeyLimitsSchema };
  return runAction(declared, place, form, async (context, { tenant, workerKeyId }, { networks, expiresOn }) => {
    const limits = { networks, expiresAt: expiresOn };
    const changed = await changeWorkerKeyLimits(context, workerKeyId, limits, { revision: readRevision(form) });
    if (!changed.ok) return changed;
    revalidatePath(pathOf(tenant), "layout");
    return succeed({ message: "Saved. The key's next request is judged by it." });
  });
}

/** Revokes a Worker Key and goes back to where that was asked for. */
export async function revokeKey(
  place: z.infer<typeof keyPlace>,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return runAction(
    { place: keyPlace, input: z.object({}) },
    place,
    form,
    async (context, { tenant, workerKeyId, from }) => {
      const revoked = await revokeWorkerKey(context, workerKeyId);
      if (!revoked.ok) return revoked;
      revalidatePath(pathOf(tenant));
      redirect(from === "list" ? pathOf(tenant) : `${pathOf(tenant)}/${workerKeyId}`);
    },
  );
}

function pathOf(tenant: string): string {
  return `/${tenant}/admin/mail-workers`;
}
