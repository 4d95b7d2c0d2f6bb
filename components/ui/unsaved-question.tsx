import Link from "next/link";
import { Button } from "@/components/ui/button";

type UnsavedQuestionProps = { closeHref: string; onKeep: () => void };

/** What a dialog asks before it closes over something typed. */
export function UnsavedQuestion({ closeHref, onKeep }: UnsavedQuestionProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 border-b bg-warning-surface px-5 py-3">
      <p className="grow">What you typed here is not saved yet.</p>
      <Button size="small" autoFocus onClick={onKeep}>
        Keep editing
      </Button>
      <Link href={closeHref} scroll={false} className="link text-danger">
        Discard and close
      </Link>
    </div>
  );
}
