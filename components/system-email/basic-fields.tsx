import { Field } from "@/components/ui/field";
import { SecretInput } from "@/components/ui/secret-input";
import { TextInput } from "@/components/ui/text-input";

type BasicFieldsProps = {
  idOf: (name: string) => string;
  username: string;
  /** The System Email, which signs in where no user name is given. */
  address: string;
  hasPassword: boolean;
  errors: Record<string, string>;
};

/** What Basic Authentication signs in with. */
export function BasicFields({ idOf, username, address, hasPassword, errors }: BasicFieldsProps) {
  return (
    <div className="grid gap-5 border-l-2 border-line-strong/50 pl-4">
      <p className="text-xs text-ink-muted">
        Microsoft and Google no longer take passwords for mail. Basic Authentication is for servers of your own that
        still do.
      </p>
      <Field
        name="basicUsername"
        id={idOf("basicUsername")}
        label="Username"
        error={errors.basicUsername}
        hint="Leave it empty to sign in as the address itself."
      >
        {(control) => (
          <TextInput {...control} isMono autoComplete="off" placeholder={address} defaultValue={username} />
        )}
      </Field>
      <Field name="basicPassword" id={idOf("basicPassword")} label="Password" error={errors.basicPassword}>
        {(control) => <SecretInput {...control} isSaved={hasPassword} />}
      </Field>
    </div>
  );
}
