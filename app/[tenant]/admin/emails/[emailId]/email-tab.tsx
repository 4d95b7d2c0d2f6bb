import type { ReactNode } from "react";
import { FormLayout } from "@/components/frame/form-layout";
import { NextSteps } from "@/components/system-email/next-steps";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import type { SystemEmailView } from "@/lib/system-email/get-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { setUpSteps } from "./set-up-steps";

type EmailTabProps = { context: UserContext; email: SystemEmailView; children: ReactNode };

/** A tab with a form: beside it, how far this System Email has come and what comes next. */
export async function EmailTab({ context, email, children }: EmailTabProps) {
  const keys = await listWorkerKeys(context);
  const now = new Date();
  const hasWorkerKey = keys.some(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
  );
  const steps = setUpSteps(email, context.slug, hasWorkerKey);
  return (
    <FormLayout aside={<NextSteps steps={steps} mayAct={mayDo(context, "system_email:write")} />}>
      {children}
    </FormLayout>
  );
}
