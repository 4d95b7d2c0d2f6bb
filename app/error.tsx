"use client";

import { SignInShell } from "@/components/frame/sign-in-shell";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";

/** The page for surprises. What is known about one is in the log, under the code that is shown here. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const code = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <SignInShell title="This page did not work">
      <p>
        The fault is on our side, and nothing that was saved is lost. Try again; if it stays, tell whoever runs this
        installation{code ? ", with the code below, which stands in the log" : ""}.
      </p>
      {code && (
        <p className="rounded-md border bg-sunken px-3 py-2 font-mono text-xs wrap-anywhere select-all">{code}</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => retry()}>
          Try again
        </Button>
        {/* A plain link: after a surprise a whole new page is safer, and every page carries less script. */}
        <a href="/" className={buttonStyle("secondary", "regular")}>
          Go to the start
        </a>
      </div>
    </SignInShell>
  );
}
