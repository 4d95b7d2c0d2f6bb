import { StatusField } from "@/components/system-email/status-field";
import { afterFetchLabels } from "@/components/system-email/words";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

type FetchingFieldsProps = {
  idOf: (name: string) => string;
  fetching: {
    status: string;
    fetchEveryMinutes: string;
    maxPerFetch: string;
    afterFetchAction: string;
    archiveFolder: string;
  };
  folderListId: string;
  isPop3: boolean;
  /** Whether scripts know that nothing is archived; without scripts the folder stays open. */
  isArchiveOff: boolean;
  errors: Record<string, string>;
};

/** How mail workers are told to fetch. */
export function FetchingFields(props: FetchingFieldsProps) {
  const { idOf, fetching, folderListId, isPop3, isArchiveOff, errors } = props;
  return (
    <section aria-labelledby="email-fetching" className="grid gap-5 border-t pt-5">
      <h2 id="email-fetching" className="text-base font-semibold">
        Email Fetching
      </h2>
      <StatusField id={idOf("status")} value={fetching.status} error={errors.status} />
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          name="fetchEveryMinutes"
          id={idOf("fetchEveryMinutes")}
          label="Fetch Frequency (minutes)"
          error={errors.fetchEveryMinutes}
        >
          {(control) => <TextInput {...control} inputMode="numeric" defaultValue={fetching.fetchEveryMinutes} />}
        </Field>
        <Field name="maxPerFetch" id={idOf("maxPerFetch")} label="Emails Per Fetch" error={errors.maxPerFetch}>
          {(control) => <TextInput {...control} inputMode="numeric" defaultValue={fetching.maxPerFetch} />}
        </Field>
      </div>
      <Field
        name="afterFetchAction"
        id={idOf("afterFetchAction")}
        label="Fetched Emails"
        error={errors.afterFetchAction}
        hint="What happens to an email once it is fetched. One that stays in the inbox can be fetched again and become a second ticket."
      >
        {(control) => (
          <Select {...control} defaultValue={fetching.afterFetchAction}>
            {Object.entries(afterFetchLabels).map(([action, label]) => (
              <option key={action} value={action} disabled={isPop3 && action === "archive"}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        name="archiveFolder"
        id={idOf("archiveFolder")}
        label="Archive Folder"
        error={errors.archiveFolder}
        hint={
          isPop3
            ? "POP3 knows no folders, so nothing can be archived."
            : "Where Archive moves fetched emails; another folder than the Mail Folder."
        }
      >
        {(control) => (
          <TextInput
            {...control}
            isMono
            autoComplete="off"
            list={folderListId}
            disabled={isArchiveOff}
            defaultValue={fetching.archiveFolder}
          />
        )}
      </Field>
    </section>
  );
}
