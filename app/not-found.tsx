import type { Metadata } from "next";
import { SignInShell } from "@/components/frame/sign-in-shell";
import { buttonStyle } from "@/components/ui/button-style";

export const metadata: Metadata = { title: "Not found" };

/** What is not there and what belongs to somebody else look the same. */
export default function NotFound() {
  return (
    <SignInShell title="There is no such page">
      <p>
        The link may be old, what it led to may have been deleted, or it belongs to a tenant that you are not a member
        of. If somebody sent you the link, ask them which tenant it is in.
      </p>
      <a href="/" className={buttonStyle("primary", "regular")}>
        Go to the start
      </a>
    </SignInShell>
  );
}
