import type { Metadata } from "next";
import { NotFoundText, notFoundTitle } from "@/components/frame/not-found-text";
import { SignInShell } from "@/components/frame/sign-in-shell";

export const metadata: Metadata = { title: "Not found" };

/** What is not there and what belongs to somebody else look the same. */
export default function NotFound() {
  return (
    <SignInShell title={notFoundTitle}>
      <NotFoundText />
    </SignInShell>
  );
}
