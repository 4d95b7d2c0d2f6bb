"use client";

import { BellOff, Check } from "lucide-react";
import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { UnacknowledgeForm } from "./unacknowledge-form";

type Act = (state: FormState, form: FormData) => Promise<FormState>;

type AlertActionsProps = {
  acknowledge: Act;
  unacknowledge: Act;
  snooze: Act;
  /** Who has taken it on; null while nobody has. */
  acknowledgedBy: string | null;
  isSnoozed: boolean;
};

const choices = [
  ["1h", "An hour"],
  ["4h", "Four hours"],
  ["1d", "A day"],
  ["1w", "A week"],
  ["until_change", "Until it changes"],
] as const;

/** What somebody does with an open alert: takes it on, or has it be quiet for a while. */
export function AlertActions({ acknowledge, unacknowledge, snooze, acknowledgedBy, isSnoozed }: AlertActionsProps) {
  const [acknowledged, submitAcknowledge] = useActionState(acknowledge, idleFormState);
  const isAcknowledged = acknowledgedBy !== null;
  const [snoozed, submitSnooze] = useActionState(snooze, idleFormState);
  return (
    <section aria-labelledby="act" className="grid gap-4 rounded-md border bg-surface p-4">
      <h2 id="act" className="text-base font-semibold">
        Act
      </h2>
      {isAcknowledged ? (
        <div className="grid gap-3">
          <p className="text-ink-muted wrap-anywhere">
            {acknowledgedBy} has taken it on: nobody is reminded of it unless it gets worse.
          </p>
          <UnacknowledgeForm action={unacknowledge} of={null} />
        </div>
      ) : (
        <form action={submitAcknowledge} className="grid justify-items-start gap-1.5">
          <SubmitButton pendingLabel="Acknowledging…">
            <Check aria-hidden /> Acknowledge
          </SubmitButton>
          <p className="text-xs text-ink-muted">You take it on: nobody is reminded of it unless it gets worse.</p>
        </form>
      )}
      {isSnoozed ? (
        <form action={submitSnooze}>
          <input type="hidden" name="snooze" value="end" />
          <SubmitButton variant="secondary" pendingLabel="Ending the snooze…">
            End the snooze
          </SubmitButton>
        </form>
      ) : (
        !isAcknowledged && (
          <form action={submitSnooze} className="grid gap-2">
            <Field
              name="snooze"
              label="Snooze for"
              error={snoozed.fieldErrors?.snooze}
              hint="It is quiet until then, and told again if it is still open."
            >
              {(control) => (
                <Select {...control} defaultValue={snoozed.values?.snooze ?? "4h"}>
                  {choices.map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <SubmitButton variant="secondary" pendingLabel="Snoozing…" className="justify-self-start">
              <BellOff aria-hidden /> Snooze
            </SubmitButton>
          </form>
        )
      )}
      {[acknowledged, snoozed].map(
        ({ status, message }, index) =>
          status !== "idle" &&
          // What it says is over once the acknowledgement was taken back.
          (index > 0 || status === "failed" || isAcknowledged) &&
          message !== undefined && (
            <Banner key={message} tone={status === "saved" ? "success" : "danger"} title={message} />
          ),
      )}
    </section>
  );
}
