import { securityLabels } from "@/components/system-email/words";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

type ServerFieldsProps = {
  idOf: (name: string) => string;
  server: { host: string; port: string; security: string };
  securities: readonly (keyof typeof securityLabels)[];
  hostExample: string;
  securityHint: string;
  errors: Record<string, string>;
};

/** Where a mail server is, and how the connection to it is protected. */
export function ServerFields({ idOf, server, securities, hostExample, securityHint, errors }: ServerFieldsProps) {
  return (
    <>
      <Field name="host" id={idOf("host")} label="Hostname" error={errors.host}>
        {(control) => (
          <TextInput {...control} isMono autoComplete="off" placeholder={hostExample} defaultValue={server.host} />
        )}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field name="port" id={idOf("port")} label="Port Number" error={errors.port}>
          {(control) => (
            <TextInput {...control} isMono inputMode="numeric" autoComplete="off" defaultValue={server.port} />
          )}
        </Field>
        <Field name="security" id={idOf("security")} label="Security" error={errors.security} hint={securityHint}>
          {(control) => (
            <Select {...control} defaultValue={server.security}>
              {securities.map((security) => (
                <option key={security} value={security}>
                  {securityLabels[security]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </>
  );
}
