import { Checkbox } from "@/components/ui/checkbox";
import { workerScopes } from "@/lib/mail-worker/scope-schema";
import { scopeWords, usualScopes } from "./scope-words";

type ScopeChoiceProps = {
  /** Left out, what a worker that fetches and sends needs. */
  chosen?: ReadonlySet<string> | undefined;
  error?: string | undefined;
};

/** What a Worker Key may do, with a sentence each. */
export function ScopeChoice({ chosen, error }: ScopeChoiceProps) {
  return (
    <fieldset aria-describedby={error ? "scopes-error" : undefined} className="grid gap-2">
      <legend className="float-left font-medium">Scopes</legend>
      {error && (
        <p id="scopes-error" className="text-xs text-danger">
          {error}
        </p>
      )}
      {workerScopes.map((scope, index) => (
        <Checkbox
          key={scope}
          name="scopes[]"
          // The first one has the field's own name as id, so that an error can link to it.
          id={index === 0 ? "scopes" : scope}
          value={scope}
          label={scope}
          hint={scopeWords[scope]}
          defaultChecked={(chosen ?? usualScopes).has(scope)}
        />
      ))}
    </fieldset>
  );
}
