import { CopyButton } from "@/components/ui/copy-button";

type CodeBlockProps = {
  /** What is copied, exactly. */
  code: string;
  /** What the block is, such as "PowerShell" or "What the server said". */
  label: string;
  /** A server's reply is read, a command is copied. */
  isCopyable?: boolean | undefined;
};

/** A command or a server's words, in mono, wrapping rather than scrolling away. */
export function CodeBlock({ code, label, isCopyable = true }: CodeBlockProps) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border bg-sunken">
      <div className="flex min-h-9 items-center justify-between gap-2 border-b py-1 pr-1 pl-3">
        <figcaption className="text-xs text-ink-muted">{label}</figcaption>
        {isCopyable && <CopyButton text={code} />}
      </div>
      <pre className="px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
