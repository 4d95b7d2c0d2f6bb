import type { ReactNode } from "react";

/** A word of the API within a sentence. */
export function Code({ children }: { children: ReactNode }) {
  return <code className="font-mono wrap-anywhere">{children}</code>;
}
