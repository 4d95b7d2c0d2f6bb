import { ChevronRight } from "lucide-react";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { type ProviderName, presets } from "@/lib/providers/presets";

type ScopesFieldProps = { provider: ProviderName; value: string | undefined; error: string | undefined };

/** The scopes, one a line, with why each of the preset's is asked for. */
export function ScopesField({ provider, value, error }: ScopesFieldProps) {
  const { scopes } = presets[provider];
  const placeholder = provider === "other" ? "offline_access" : undefined;
  return (
    <div className="grid gap-2">
      <Field name="scopes" label="Scopes" hint="One a line" error={error}>
        {(control) => (
          <TextArea {...control} isMono rows={scopes.length || 3} defaultValue={value} placeholder={placeholder} />
        )}
      </Field>
      {scopes.length > 0 && (
        <details className="group text-xs">
          <summary className="link inline-flex items-center gap-1">
            <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
            Why each
          </summary>
          <dl className="mt-2 grid gap-x-4 gap-y-1.5 border-l-2 pl-3">
            {scopes.map(({ scope, why }) => (
              <div key={scope}>
                <dt className="font-mono wrap-anywhere">{scope}</dt>
                <dd className="text-ink-muted">{why}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
