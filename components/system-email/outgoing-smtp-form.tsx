"use client";

import { type ReactNode, useActionState, useRef } from "react";
import { adoptPreset } from "@/components/system-email/adopt-preset";
import { useAnnouncedAnswer } from "@/components/system-email/announce-answer";
import { AuthenticationField } from "@/components/system-email/authentication-field";
import { BasicFields } from "@/components/system-email/basic-fields";
import { HalfForm } from "@/components/system-email/half-form";
import { useLiveFields } from "@/components/system-email/live-fields";
import { ServerFields } from "@/components/system-email/server-fields";
import { StatusField } from "@/components/system-email/status-field";
import { outgoingChoices, outgoingSmtpWords } from "@/components/system-email/words";
import { Checkbox } from "@/components/ui/checkbox";
import { type FormState, idleFormState } from "@/components/ui/form-state";

/** The fields as texts, as they are rendered. */
type OutgoingSmtpFields = {
  status: string;
  host: string;
  port: string;
  security: string;
  authentication: string;
  basicUsername: string;
};

type OutgoingSmtpFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  formId: string;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
  saved: OutgoingSmtpFields;
  isHeaderSpoofingAllowed: boolean;
  /** The server is the provider's preset and not saved yet. */
  isServerSuggested: boolean;
  /** What "Same as Remote Mailbox" stands for. */
  remoteAuthentication: string;
  address: string;
  hasBasicPassword: boolean;
  authorizationNote: ReactNode;
  readOnlyConfigHref: string | null;
};

const idOf = (name: string) => `smtp-${name}`;
const watched = ["authentication"] as const;

/** The Outgoing (SMTP) tab: where mail is sent through, and how to sign in there. */
export function OutgoingSmtpForm(props: OutgoingSmtpFormProps) {
  const { formId, saved, isServerSuggested, remoteAuthentication, address, hasBasicPassword, readOnlyConfigHref } =
    props;
  const [state, submit] = useActionState(props.action, idleFormState);
  const form = useRef<HTMLFormElement>(null);
  const live = useLiveFields(form, watched);
  useAnnouncedAnswer(form, state);
  const shown: OutgoingSmtpFields = { ...saved, ...state.values };
  const isSpoofing = state.values ? state.values.headerSpoofing === "true" : props.isHeaderSpoofingAllowed;
  const errors = state.fieldErrors ?? {};
  const authentication = live?.authentication ?? shown.authentication;

  return (
    <HalfForm
      form={form}
      formId={formId}
      label="Outgoing (SMTP)"
      state={state}
      submit={submit}
      stashKey={props.stashKey}
      revision={props.revision}
      words={outgoingSmtpWords}
      idOf={idOf}
      isServerSuggested={isServerSuggested}
      isReadOnly={readOnlyConfigHref !== null}
    >
      <input type="hidden" name="remoteAuthentication" value={remoteAuthentication} />
      <StatusField id={idOf("status")} value={shown.status} error={errors.status} />
      <ServerFields
        idOf={idOf}
        server={shown}
        securities={["tls", "starttls", "none"]}
        hostExample="smtp.office365.com"
        securityHint="None only where nobody signs in: a credential never goes over a plain connection."
        errors={errors}
      />
      <AuthenticationField
        id={idOf("authentication")}
        choices={outgoingChoices}
        defaultValue={shown.authentication}
        chosen={authentication}
        error={errors.authentication}
        readOnlyConfigHref={readOnlyConfigHref}
        note={
          authentication === saved.authentication
            ? props.authorizationNote
            : authentication.startsWith("oauth2_") && "Config saves this tab and opens the steps for this provider."
        }
        onChoose={() => form.current && adoptPreset(form.current, "smtp", remoteAuthentication)}
        onBasicConfig={() => document.getElementById(idOf("basicUsername"))?.focus()}
      />
      {authentication === "basic" && (
        <BasicFields
          idOf={idOf}
          username={shown.basicUsername}
          address={address}
          hasPassword={hasBasicPassword}
          errors={errors}
        />
      )}
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 font-medium">Header Spoofing</legend>
        <Checkbox
          key={String(isSpoofing)}
          name="headerSpoofing"
          id={idOf("headerSpoofing")}
          value="true"
          label="Allow for this email"
          defaultChecked={isSpoofing}
          error={errors.headerSpoofing}
          hint="Mail workers may then send with another From than this address, such as one of its aliases. The mail server has to allow that too: many refuse a From that the signed-in account does not own."
        />
      </fieldset>
    </HalfForm>
  );
}
