import { SignInShell } from "@/components/frame/sign-in-shell";

/** A link that was cut off or changed on its way, which its form alone shows. */
export function LinkIncomplete() {
  return (
    <SignInShell title="This link is not complete">
      <p>
        A part of it was lost on the way, for example at a line break of the e-mail that it came in. Nothing was
        changed.
      </p>
      <p>Copy the whole link, or ask whoever sent it to you to send it again.</p>
    </SignInShell>
  );
}
