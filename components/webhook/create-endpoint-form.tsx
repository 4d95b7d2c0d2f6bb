"use client";

import { useActionState } from "react";
import { ErrorSummary } from "@/components/ui/error-summary";
import { FormStash } from "@/components/ui/form-stash";
import { idleFormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { SubmitButton } from "@/components/ui/submit-button";
import { EndpointFields } from "./endpoint-fields";
import { knownEvents } from "./event-words";
import { NewSecret } from "./new-secret";
import type { SecretState } from "./secret-state";

type CreateEndpointFormProps = {
  action: (state: SecretState, form: FormData) => Promise<SecretState>;
  /** The page of the webhooks. */
  path: string;
};

const newEndpoint = { url: "", description: "", eventTypes: knownEvents };

/** Adds a webhook endpoint; then, in its place, shows its signing secret once. */
export function CreateEndpointForm({ action, path }: CreateEndpointFormProps) {
  const [state, submit] = useActionState(action, { step: "form", form: idleFormState });
  if (state.step === "secret") {
    return (
      <NewSecret
        title={state.message}
        secret={state.secret}
        hint="Put it where your server reads its secrets: it checks with it that a message is from Mailgrant."
      >
        <div>
          <LinkButton href={`${path}/${state.endpointId}/deliveries`} variant="primary">
            I have copied it
          </LinkButton>
        </div>
      </NewSecret>
    );
  }
  const { form } = state;
  return (
    <form action={submit} noValidate className="grid gap-6">
      {form.status === "failed" && <ErrorSummary message={form.message} fieldErrors={form.fieldErrors} />}
      <EndpointFields state={form} values={newEndpoint} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Adding the endpoint…">Add Endpoint</SubmitButton>
        <LinkButton href={path}>Cancel</LinkButton>
      </div>
      <FormStash stashKey={`webhook-endpoint:new ${path}`} state={form} />
    </form>
  );
}
