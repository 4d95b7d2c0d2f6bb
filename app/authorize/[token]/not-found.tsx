import { SignInShell } from "@/components/frame/sign-in-shell";

/** A link that is unknown, was used or has expired: which of them it is concerns nobody who only has the address. */
export default function LinkUnusable() {
  return (
    <SignInShell title="This link is not good any more">
      <p>
        It has been used, or its time has run out: a link to authorize a mailbox works once and for a limited time.
        Nothing was changed.
      </p>
      <p>If the mailbox still has to be authorized, ask whoever sent you the link for a new one.</p>
    </SignInShell>
  );
}
