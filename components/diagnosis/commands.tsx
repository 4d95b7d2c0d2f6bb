import { PencilLine } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import type { Command } from "@/lib/diagnosis/schema";

const shellLabels: Readonly<Record<Command["shell"], string>> = {
  powershell: "PowerShell",
  "azure-cli": "Azure CLI",
  bash: "Shell",
};

/** The lines that an administrator may run; what has to be filled in is named before the line is copied. */
export function Commands({ commands }: { commands: readonly Command[] }) {
  return (
    <div className="grid gap-2">
      <p className="font-medium">{commands.length === 1 ? "Or by command" : "Or by commands, in this order"}</p>
      <ul className="grid gap-3">
        {commands.map(({ command, changes, shell }) => (
          <li key={command} className="grid min-w-0 gap-1">
            <Placeholders names={findPlaceholders(command)} />
            <CodeBlock code={command} label={shellLabels[shell]} />
            <p className="text-xs text-ink-muted wrap-anywhere">{changes}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Placeholders({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="flex items-start gap-1.5 text-xs">
      <PencilLine aria-hidden className="h-lh w-4 shrink-0 text-warning" />
      <span className="min-w-0 wrap-anywhere">
        Fill in before you run it:{" "}
        {names.map((name, index) => (
          <span key={name}>
            {index > 0 && ", "}
            <span className="font-mono">{name}</span>
          </span>
        ))}
      </span>
    </p>
  );
}

/** What stands in angle brackets for somebody to replace, once each. */
function findPlaceholders(command: string): string[] {
  return [...new Set(command.match(/<[a-z][a-z ]{1,60}>/g) ?? [])];
}
