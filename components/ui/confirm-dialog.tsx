import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { LinkButton } from "@/components/ui/link-button";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";

type ConfirmDialogProps = {
  title: string;
  closeHref: string;
  action: (form: FormData) => void | Promise<void>;
  /** The button, in the words of the act: "Delete support@acme.test". */
  confirmLabel: string;
  /** What stops working, and for whom; one sentence each. */
  consequences: readonly string[];
  /** The name to type, as the field `confirmation`, when the act cannot be undone. The action checks it again. */
  nameToType?: string | undefined;
  /** What went wrong with the last try. */
  error?: string | undefined;
  /** Hidden fields, or one more choice. */
  children?: ReactNode;
};

/** Asks before a destructive act, and says what it destroys. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, closeHref, action, confirmLabel, consequences, nameToType, error, children } = props;
  return (
    <Dialog title={title} closeHref={closeHref} size="small">
      <form action={action} className="grid gap-5">
        {error && <Banner tone="danger" title={error} />}
        <div>
          <p className="font-medium">What stops working</p>
          <ul className="mt-1.5 list-disc space-y-1 pl-5 marker:text-danger">
            {consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        </div>
        {children}
        {nameToType && (
          <Field name="confirmation" label="Type the name to confirm" hint={<NameHint name={nameToType} />}>
            {(control) => (
              <TextInput
                {...control}
                isMono
                required
                autoComplete="off"
                pattern={exactly(nameToType)}
                title={nameToType}
              />
            )}
          </Field>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <LinkButton href={closeHref} scroll={false}>
            Cancel
          </LinkButton>
          <SubmitButton variant="danger">{confirmLabel}</SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}

function NameHint({ name }: { name: string }) {
  return (
    <>
      This cannot be undone. Type <code className="font-mono wrap-anywhere text-ink">{name}</code>.
    </>
  );
}

/** A pattern that only `name` matches, so that the browser checks it without scripts. */
function exactly(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
