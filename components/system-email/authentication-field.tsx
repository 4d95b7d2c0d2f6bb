"use client";

import type { ReactNode } from "react";
import { authenticationLabels } from "@/components/system-email/words";
import { Field } from "@/components/ui/field";
import { LinkButton } from "@/components/ui/link-button";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";

type AuthenticationFieldProps = {
  id: string;
  choices: readonly (keyof typeof authenticationLabels)[];
  /** What is rendered, and what is chosen now. */
  defaultValue: string;
  chosen: string;
  error: string | undefined;
  /** Where the OAuth2 dialog is, for those who may look and not save. */
  readOnlyConfigHref: string | null;
  /** Under the choice: who authorized it, or what is missing. */
  note: ReactNode;
  onChoose: () => void;
  /** Config of Basic Authentication leads to its fields on the same page. */
  onBasicConfig: () => void;
};

/** How a half signs in, with Config beside it, which saves the tab and goes on to what the choice needs. */
export function AuthenticationField(props: AuthenticationFieldProps) {
  const { id, choices, defaultValue, chosen, error, readOnlyConfigHref, note, onChoose, onBasicConfig } = props;
  const hasConfig = chosen !== "same_as_remote_mailbox" && chosen !== "none";
  return (
    <Field name="authentication" id={id} label="Authentication" error={error} hint={note}>
      {(control) => (
        <div className="flex flex-wrap gap-2 sm:flex-nowrap">
          <Select {...control} defaultValue={defaultValue} onChange={onChoose} className="min-w-0 grow">
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {authenticationLabels[choice]}
              </option>
            ))}
          </Select>
          {hasConfig && readOnlyConfigHref === null && (
            <SubmitButton
              variant="secondary"
              name="intent"
              value="config"
              pendingLabel="Saving…"
              onClick={(event) => {
                if (chosen !== "basic") return;
                event.preventDefault();
                onBasicConfig();
              }}
            >
              Config
            </SubmitButton>
          )}
          {hasConfig && readOnlyConfigHref !== null && chosen !== "basic" && (
            <LinkButton href={readOnlyConfigHref} scroll={false}>
              Config
            </LinkButton>
          )}
        </div>
      )}
    </Field>
  );
}
