import type { ReactNode } from "react";
import { LogoMark } from "@/components/frame/logo-mark";

type SignInShellProps = {
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Under the card: the way to the other page. */
  footer?: ReactNode;
  children: ReactNode;
};

/** The quiet card of the pages before one is signed in. */
export function SignInShell({ title, description, footer, children }: SignInShellProps) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-card grid-cols-[minmax(0,1fr)] content-center gap-6 px-4 py-10">
      <p className="flex items-center gap-2.5 text-base font-semibold tracking-tight">
        <LogoMark className="size-8" /> Mailgrant
      </p>
      <div className="grid gap-5 rounded-md border bg-surface p-6">
        <div className="grid gap-1">
          <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
          {description && <p className="text-ink-muted">{description}</p>}
        </div>
        {children}
      </div>
      {footer && <div className="text-xs text-ink-muted">{footer}</div>}
    </main>
  );
}
