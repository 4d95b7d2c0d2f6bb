import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";

type LimitFieldsProps = {
  networks: string | undefined;
  /** As YYYY-MM-DD; empty for a key without an end. */
  expiresOn: string | undefined;
  /** The first day that may be chosen, as YYYY-MM-DD. */
  today: string;
  errors: Record<string, string>;
};

/** From where and until when a Worker Key may be used, as it is issued and as that is changed. */
export function LimitFields({ networks, expiresOn, today, errors }: LimitFieldsProps) {
  return (
    <>
      <Field
        name="networks"
        label="Networks"
        isOptional
        error={errors.networks}
        hint="From where it may be used: one address or network a line, such as 203.0.113.7 or 10.1.0.0/16. Left empty, from everywhere."
      >
        {(control) => <TextArea {...control} isMono autoComplete="off" defaultValue={networks} />}
      </Field>
      <Field
        name="expiresOn"
        label="Expires"
        isOptional
        error={errors.expiresOn}
        hint="The last day on which it works, until 23:59 UTC. Left empty, it works until it is revoked."
      >
        {(control) => (
          <TextInput {...control} type="date" className="sm:max-w-60" min={today} defaultValue={expiresOn} />
        )}
      </Field>
    </>
  );
}
