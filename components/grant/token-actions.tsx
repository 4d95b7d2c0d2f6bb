"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { SubmitButton } from "@/components/ui/submit-button";

type Action = (state: FormState, form: FormData) => Promise<FormState>;

type TokenActionsProps = {
  refresh: Action;
  reauthorize: Action;
  /** Only a new authorization helps. */
  needsReauthorization: boolean;
  revokeHref: string;
};

/** What can be done with a Grant; what comes of a refresh is told above the buttons. */
export function TokenActions({ refresh, reauthorize, needsReauthorization, revokeHref }: TokenActionsProps) {
  const [refreshState, refreshNow] = useActionState(refresh, idleFormState);
  const [departure, depart] = useActionState(reauthorize, idleFormState);
  const told = [refreshState, departure].find(({ status }) => status !== "idle");
  return (
    <div className="grid gap-4">
      {told && (
        <Banner tone={told.status === "saved" ? "success" : "danger"} title={told.message ?? ""} list={told.warnings} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <form action={refreshNow}>
          <SubmitButton variant="secondary" pendingLabel="Asking the provider…">
            Refresh now
          </SubmitButton>
        </form>
        <form action={depart}>
          <SubmitButton variant={needsReauthorization ? "primary" : "secondary"} pendingLabel="Going to the provider…">
            Re-authorize
          </SubmitButton>
        </form>
        <LinkButton href={revokeHref} scroll={false} variant="quiet" className="ml-auto text-danger!">
          Revoke and delete…
        </LinkButton>
      </div>
    </div>
  );
}
