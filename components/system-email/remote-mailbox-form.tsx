"use client";

import { type ReactNode, useActionState, useRef } from "react";
import { adoptPreset } from "@/components/system-email/adopt-preset";
import { useAnnouncedAnswer } from "@/components/system-email/announce-answer";
import { AuthenticationField } from "@/components/system-email/authentication-field";
import { BasicFields } from "@/components/system-email/basic-fields";
import { FetchingFields } from "@/components/system-email/fetching-fields";
import { HalfForm } from "@/components/system-email/half-form";
import { fieldValue, useLiveFields } from "@/components/system-email/live-fields";
import { ServerFields } from "@/components/system-email/server-fields";
import { incomingChoices, remoteMailboxWords } from "@/components/system-email/words";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { Select } from "@/components/ui/select";
import { writeFields } from "@/components/ui/stashed-typing";
import { TextInput } from "@/components/ui/text-input";

/** The fields as texts, as they are rendered. */
type RemoteMailboxFields = {
  authentication: string;
  basicUsername: string;
  protocol: string;
  host: string;
  port: string;
  security: string;
  folder: string;
  status: string;
  fetchEveryMinutes: string;
  maxPerFetch: string;
  afterFetchAction: string;
  archiveFolder: string;
};

type RemoteMailboxFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  formId: string;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
  saved: RemoteMailboxFields;
  /** The server is the provider's preset and not saved yet. */
  isServerSuggested: boolean;
  address: string;
  hasBasicPassword: boolean;
  /** The folders that the last check found. */
  folders: readonly string[];
  authorizationNote: ReactNode;
  readOnlyConfigHref: string | null;
};

const idOf = (name: string) => `mailbox-${name}`;
const folderListId = "mailbox-folders";
const watched = ["authentication", "protocol", "afterFetchAction"] as const;

/** The Remote Mailbox tab: where mail is fetched from, how to sign in there, and how often. */
export function RemoteMailboxForm(props: RemoteMailboxFormProps) {
  const { formId, saved, isServerSuggested, address, hasBasicPassword, folders, readOnlyConfigHref } = props;
  const [state, submit] = useActionState(props.action, idleFormState);
  const form = useRef<HTMLFormElement>(null);
  const live = useLiveFields(form, watched);
  useAnnouncedAnswer(form, state);
  const shown: RemoteMailboxFields = { ...saved, ...state.values };
  const errors = state.fieldErrors ?? {};
  const authentication = live?.authentication ?? shown.authentication;
  const isPop3 = live?.protocol === "pop3";

  const adopt = () => {
    if (!form.current) return;
    const protocol = fieldValue(form.current, "protocol") === "pop3" ? "pop3" : "imap";
    adoptPreset(form.current, protocol);
    const isArchiving = fieldValue(form.current, "afterFetchAction") === "archive";
    if (protocol === "pop3" && isArchiving) writeFields(form.current, { afterFetchAction: "nothing" });
  };

  return (
    <HalfForm
      form={form}
      formId={formId}
      label="Remote Mailbox"
      state={state}
      submit={submit}
      stashKey={props.stashKey}
      revision={props.revision}
      words={remoteMailboxWords}
      idOf={idOf}
      isServerSuggested={isServerSuggested}
      isReadOnly={readOnlyConfigHref !== null}
    >
      <AuthenticationField
        id={idOf("authentication")}
        choices={incomingChoices}
        defaultValue={shown.authentication}
        chosen={authentication}
        error={errors.authentication}
        readOnlyConfigHref={readOnlyConfigHref}
        note={
          authentication === saved.authentication
            ? props.authorizationNote
            : authentication !== "basic" && "Config saves this tab and opens the steps for this provider."
        }
        onChoose={adopt}
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
      <Field
        name="protocol"
        id={idOf("protocol")}
        label="Protocol"
        error={errors.protocol}
        hint="IMAP knows folders and is the better choice where there is one."
      >
        {(control) => (
          <Select {...control} defaultValue={shown.protocol} onChange={adopt}>
            <option value="imap">IMAP</option>
            <option value="pop3">POP3</option>
          </Select>
        )}
      </Field>
      <ServerFields
        idOf={idOf}
        server={shown}
        securities={["tls", "starttls"]}
        hostExample="outlook.office365.com"
        securityHint="TLS from the first byte, or STARTTLS on a port that begins in plain text."
        errors={errors}
      />
      <Field
        name="folder"
        id={idOf("folder")}
        label="Mail Folder"
        error={errors.folder}
        hint={isPop3 ? "POP3 knows no folders: it only ever reads the inbox." : <FolderHint count={folders.length} />}
      >
        {(control) => (
          <TextInput
            {...control}
            isMono
            autoComplete="off"
            list={folderListId}
            placeholder="INBOX"
            disabled={isPop3}
            defaultValue={shown.folder}
          />
        )}
      </Field>
      <datalist id={folderListId}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
      <FetchingFields
        idOf={idOf}
        fetching={shown}
        folderListId={folderListId}
        isPop3={isPop3}
        isArchiveOff={isPop3 || (live !== null && live.afterFetchAction !== "archive")}
        errors={errors}
      />
    </HalfForm>
  );
}

function FolderHint({ count }: { count: number }) {
  return count === 0
    ? "Once the connection is verified, its folders can be chosen here."
    : `Choose from the ${count} folders that the last check found, or type one.`;
}
