"use client";

import { useActionState, useEffect, useRef } from "react";
import { Banner } from "@/components/ui/banner";
import { CopyField } from "@/components/ui/copy-field";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { idleFormState } from "@/components/ui/form-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { LinkState, MadeLink } from "./link-state";

type SendLinkFormProps = {
  action: (state: LinkState, form: FormData) => Promise<LinkState>;
  address: string;
  /** The IdP Config that the link is for. */
  idpConfigName: string;
  timeZone: string;
};

/** Makes a link for whoever can sign in as the mailbox; then, in the form's place, shows it once. */
export function SendLinkForm({ action, address, idpConfigName, timeZone }: SendLinkFormProps) {
  const [state, dispatch] = useActionState(action, { step: "form", form: idleFormState });
  return (
    <section aria-labelledby="send-link" className="grid max-w-form gap-4 border-t pt-5">
      <h2 id="send-link" className="text-base font-semibold">
        Send somebody a link
      </h2>
      <p className="text-ink-muted">
        For when somebody else signs in as {address}. They need no account here: the link takes them to the provider and
        authorizes the mailbox by “{idpConfigName}”.
      </p>
      {state.step === "made" ? (
        <ShownLink made={state.made} timeZone={timeZone} />
      ) : (
        <form action={dispatch} className="grid gap-4">
          {state.form.status === "failed" && (
            <ErrorSummary message={state.form.message} fieldErrors={state.form.fieldErrors} />
          )}
          <Field name="expiresInHours" label="Good for" error={state.form.fieldErrors?.expiresInHours}>
            {(control) => (
              <Select {...control} className="sm:max-w-60" defaultValue={state.form.values?.expiresInHours ?? "24"}>
                <option value="1">1 hour</option>
                <option value="24">1 day</option>
                <option value="72">3 days</option>
                <option value="168">7 days</option>
              </Select>
            )}
          </Field>
          <div>
            <SubmitButton variant="secondary" pendingLabel="Making the link…">
              Make a link
            </SubmitButton>
          </div>
        </form>
      )}
    </section>
  );
}

/** It takes the focus, because what the person pressed is gone. */
function ShownLink({ made: { url, expiresAt, olderLinks }, timeZone }: { made: MadeLink; timeZone: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="grid gap-4">
      <CopyField
        id="authorization-link"
        label="Link"
        value={url}
        hint={
          <>
            Copy it now; it is shown this once. It works once, until{" "}
            <RelativeTime at={expiresAt} timeZone={timeZone} isExactShown />. Whoever has it can use it, so send it to
            nobody else.
          </>
        }
      />
      {olderLinks > 0 && (
        <Banner
          tone="warning"
          title={olderLinks === 1 ? "An older link still works too" : `${olderLinks} older links still work too`}
        >
          Withdraw below what nobody needs any more.
        </Banner>
      )}
    </div>
  );
}
