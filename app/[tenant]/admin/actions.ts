"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { runAction } from "@/app/_server/run-action";
import type { FormState } from "@/components/ui/form-state";
import { type Retried, retryCause } from "@/lib/health/retry-cause";
import { succeed } from "@/lib/result";

const causePlaceSchema = z.object({ tenant: z.string(), causeKey: z.string().max(500) });

/** Tries at once whether a cause of the Health page is mended. */
export async function tryAgain(place: unknown, _state: FormState, form: FormData): Promise<FormState> {
  return runAction(
    { place: causePlaceSchema, input: z.unknown() },
    place,
    form,
    async (context, { tenant, causeKey }) => {
      const retried = await retryCause(context, { causeKey });
      if (!retried.ok) return retried;
      if (retried.value.isMended) revalidatePath(`/${tenant}/admin`, "layout");
      return succeed({ message: describeRetry(retried.value) });
    },
  );
}

function describeRetry({ address, isMended, reason, othersDue }: Retried): string {
  const others =
    othersDue === 0 ? "" : ` ${othersDue === 1 ? "The other one is" : `The other ${othersDue} are`} tried soon, too.`;
  if (!isMended) return `${address}: ${reason ?? "It still fails."}${others}`;
  return address === "" ? "Nothing has this cause any more." : `${address} works again.${others}`;
}
