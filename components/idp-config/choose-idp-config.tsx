"use client";

import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type ChooseIdpConfigProps = {
  /** The dialog's own address. */
  href: string;
  choices: readonly { id: string; label: string }[];
  /** The one that is shown below; empty for a new one. */
  chosenId: string;
};

/** Shows another of the tenant's IdP Configs, or a new one, in the form below. Choosing is in the URL and changes nothing yet. */
export function ChooseIdpConfig({ href, choices, chosenId }: ChooseIdpConfigProps) {
  return (
    <Form action={href} scroll={false} className="flex items-start gap-2">
      <Field
        name="config"
        id="use-existing"
        label="Use an existing IdP Config"
        hint="One registration at the provider can serve all mailboxes of its directory. Choosing one shows it below."
        className="grow"
      >
        {(control) => (
          <Select
            {...control}
            defaultValue={chosenId === "" ? "new" : chosenId}
            onChange={(event) => event.currentTarget.form?.requestSubmit()}
          >
            <option value="new">A new one</option>
            {choices.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <noscript>
        <Button type="submit" className="mt-7">
          Show
        </Button>
      </noscript>
    </Form>
  );
}
