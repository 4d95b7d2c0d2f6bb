"use client";

import { type FormEvent, useRef } from "react";
import { fillWhileTyping } from "@/components/idp-config/fill-while-typing";
import type { IdpConfigValues } from "@/components/idp-config/idp-config-values";
import { ScopesField } from "@/components/idp-config/scopes-field";
import { Field } from "@/components/ui/field";
import { SecretInput } from "@/components/ui/secret-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { ProviderName } from "@/lib/providers/presets";

/** Whether a client secret is stored, and what is told of it, such as "expires 3 Feb 2027". */
export type SavedSecret = { isSaved: boolean; note: string | undefined };

type IdpConfigFieldsProps = {
  provider: ProviderName;
  values: IdpConfigValues;
  errors: Record<string, string>;
  savedSecret: SavedSecret;
  /** The form was refused: what was typed is still there, but without scripts not the secret. */
  isRefused: boolean;
};

const clientIdHints: Record<ProviderName, string> = {
  microsoft: "Application (client) ID, on the app's Overview",
  google: "Ends in .apps.googleusercontent.com",
  other: "The client ID that your provider gave the registration",
};

/** The fields of an IdP Config, those of its provider; in the order in which the guide fills them in. */
export function IdpConfigFields({ provider, values, errors, savedSecret, isRefused }: IdpConfigFieldsProps) {
  const typed = useRef(new Set<string>());
  const fill = (event: FormEvent<HTMLInputElement>) => {
    const { form, name } = event.currentTarget;
    if (provider === "microsoft" && form) fillWhileTyping(form, name, typed.current);
  };
  return (
    <>
      <Field name="clientId" label="Client ID" hint={clientIdHints[provider]} error={errors.clientId}>
        {(control) => <TextInput {...control} isMono required autoComplete="off" defaultValue={values.clientId} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
        <Field
          name="clientSecret"
          label="Client Secret"
          hint={secretHint(provider, isRefused)}
          error={errors.clientSecret}
        >
          {(control) => <SecretInput {...control} isSaved={savedSecret.isSaved} savedNote={savedSecret.note} />}
        </Field>
        <Field
          name="secretExpiresOn"
          label="Client Secret expires on"
          hint="Warned 60 days before"
          error={errors.secretExpiresOn}
        >
          {(control) => <TextInput {...control} type="date" defaultValue={values.secretExpiresOn} />}
        </Field>
      </div>
      {provider === "microsoft" && (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <Field
            name="directoryId"
            label="Directory (tenant) ID"
            hint="On Overview; fills in both endpoints"
            error={errors.directoryId}
          >
            {(control) => (
              <TextInput {...control} isMono autoComplete="off" defaultValue={values.directoryId} onInput={fill} />
            )}
          </Field>
          <Field name="isSingleTenant" label="Supported account types" error={errors.isSingleTenant}>
            {(control) => (
              <Select {...control} defaultValue={values.isSingleTenant}>
                <option value="true">Single tenant</option>
                <option value="false">Multitenant</option>
              </Select>
            )}
          </Field>
        </div>
      )}
      <Field name="authorizationEndpoint" label="Authorization Endpoint" error={errors.authorizationEndpoint}>
        {(control) => (
          <TextInput {...control} isMono required defaultValue={values.authorizationEndpoint} onInput={fill} />
        )}
      </Field>
      <Field name="tokenEndpoint" label="Token Endpoint" error={errors.tokenEndpoint}>
        {(control) => <TextInput {...control} isMono required defaultValue={values.tokenEndpoint} onInput={fill} />}
      </Field>
      {provider === "other" && <OtherProviderFields values={values} errors={errors} />}
      <ScopesField provider={provider} value={values.scopes} error={errors.scopes} />
      <Field
        name="emailAttribute"
        label="Email Address Attribute"
        hint="The claim, or the dotted path in the user-info answer, that names who signed in"
        error={errors.emailAttribute}
      >
        {(control) => <TextInput {...control} isMono required defaultValue={values.emailAttribute} />}
      </Field>
      <Field
        name="name"
        label="Name"
        hint="To find this IdP Config again, for other System Emails too"
        error={errors.name}
      >
        {(control) => <TextInput {...control} required maxLength={120} defaultValue={values.name} />}
      </Field>
    </>
  );
}

function OtherProviderFields({ values, errors }: Pick<IdpConfigFieldsProps, "values" | "errors">) {
  const fields = [
    { name: "issuer", label: "Issuer", hint: "With it the provider's own document and ID tokens are checked" },
    { name: "userInfoEndpoint", label: "User Info Endpoint", hint: "Asked who signed in where there is no ID token" },
    { name: "revocationEndpoint", label: "Revocation Endpoint", hint: "Told when a Grant is deleted here" },
  ];
  return fields.map(({ name, label, hint }) => (
    <Field key={name} name={name} label={label} hint={hint} error={errors[name]} isOptional>
      {(control) => <TextInput {...control} isMono defaultValue={values[name]} />}
    </Field>
  ));
}

function secretHint(provider: ProviderName, isRefused: boolean) {
  return (
    <>
      {provider === "microsoft" ? "The secret's Value, not its Secret ID" : "Shown in full only when it is created"}
      {isRefused && <noscript> Please type it again: it is never sent back to you.</noscript>}
    </>
  );
}
