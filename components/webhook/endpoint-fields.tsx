import { Field } from "@/components/ui/field";
import type { FormState } from "@/components/ui/form-state";
import { TextInput } from "@/components/ui/text-input";
import { EventChoice } from "./event-choice";

/** An endpoint's fields as they are saved, or as a new one begins. */
export type EndpointValues = { url: string; description: string; eventTypes: readonly string[] };

/** The fields that adding and changing an endpoint have in common; after a refusal with what was typed. */
export function EndpointFields({ state, values }: { state: FormState; values: EndpointValues }) {
  const { fieldErrors } = state;
  const typed = state.status === "failed" ? state.values : undefined;
  const chosen = typed === undefined ? values.eventTypes : (typed["eventTypes[]"]?.split("\n") ?? []);
  return (
    <>
      <Field
        name="url"
        label="Address"
        error={fieldErrors?.url}
        hint="Where Mailgrant posts to. It has to begin with https:// and be reachable from the public internet."
      >
        {(control) => (
          <TextInput
            {...control}
            isMono
            type="url"
            required
            maxLength={2000}
            autoComplete="off"
            placeholder="https://desk.example.com/mailgrant"
            defaultValue={typed?.url ?? values.url}
          />
        )}
      </Field>
      <Field
        name="description"
        label="Description"
        isOptional
        error={fieldErrors?.description}
        hint="What listens there. It stands in the list and in the audit."
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={200}
            autoComplete="off"
            defaultValue={typed?.description ?? values.description}
          />
        )}
      </Field>
      <EventChoice chosen={new Set(chosen)} error={fieldErrors?.eventTypes} />
    </>
  );
}
