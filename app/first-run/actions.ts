"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { clientAddress, requestId } from "@/app/_server/request";
import { describeFailure, describeMistakes, keepTyped, readForm } from "@/app/_server/run-action";
import { signIn } from "@/app/_server/sign-in";
import type { FormState } from "@/components/ui/form-state";
import { createTenant } from "@/lib/tenancy/create-tenant";
import { isFirstRun, isFirstRunCode } from "@/lib/tenancy/first-run";
import { newTenantSchema } from "@/lib/tenancy/schema";

const firstTenantSchema = z
  .object({ code: z.string().trim().min(1, "Enter the code that the console printed") })
  .extend(newTenantSchema.shape);

/** Creates the first tenant for whoever knows the console's code, and signs its owner in. */
export async function createFirstTenant(_state: FormState, form: FormData): Promise<FormState> {
  if (!(await isFirstRun())) notFound();
  const values = keepTyped(form, ["code", "ownerPassword"]);
  const input = firstTenantSchema.safeParse(readForm(form));
  if (!input.success) return describeMistakes(input.error, values);
  const { code, ...tenant } = input.data;
  if (!(await isFirstRunCode(code, await clientAddress()))) {
    const message =
      "This is not the code that the console printed. Compare it; after ten tries wait a quarter of an hour.";
    return { status: "failed", fieldErrors: { code: message }, values };
  }
  const caller = { actorLabel: tenant.ownerEmail, requestId: await requestId(), onlyFirst: true };
  const created = await createTenant(tenant, caller);
  if (!created.ok && created.failure.code === "not_found") redirect("/sign-in");
  if (!created.ok) return describeFailure(created.failure, values);
  const home = `/${created.value.slug}/admin`;
  const signedIn = await signIn(tenant.ownerEmail, tenant.ownerPassword);
  redirect(signedIn.ok ? home : `/sign-in?next=${encodeURIComponent(home)}`);
}
