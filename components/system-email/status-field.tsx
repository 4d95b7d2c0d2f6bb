import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type StatusFieldProps = { id: string; value: string; error: string | undefined };

/** Whether mail workers are to use a half. */
export function StatusField({ id, value, error }: StatusFieldProps) {
  return (
    <Field
      name="status"
      id={id}
      label="Status"
      error={error}
      hint="Mail workers are given the settings of what is enabled, and nothing of what is not."
    >
      {(control) => (
        <Select {...control} defaultValue={value}>
          <option value="enabled">Enabled</option>
          <option value="disabled">Disabled</option>
        </Select>
      )}
    </Field>
  );
}
