import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { TokenReview } from "@/lib/mail/schema";

type Subject = TokenReview["findings"][number]["subject"];

/** What each part of a token is called, with the claim that it is read from. */
const subjects: Readonly<Record<Subject, { label: string; claim: string }>> = {
  audience: { label: "Service", claim: "aud" },
  permissions: { label: "Permissions", claim: "scp, roles" },
  owner: { label: "Whose it is", claim: "upn" },
  directory: { label: "Directory", claim: "tid" },
  expiry: { label: "Good until", claim: "exp" },
};

/** What a refused token says about itself beside what is needed; each mismatch in words. Never the token itself. */
export function TokenReviewList({ review }: { review: TokenReview }) {
  const mismatches = review.findings.filter(({ problem }) => problem !== null).length;
  const unseenCount = review.findings.filter(({ unseen }) => unseen !== undefined).length;
  return (
    <div className="grid gap-2">
      <p>
        <span className="font-medium">
          {review.isOpaque ? "What is known of the token" : "What the token says about itself"}
        </span>
        <span className="text-ink-muted">
          {mismatches === 0
            ? ` · everything in it fits${unseenCount > 0 ? "; one thing it cannot show" : ""}`
            : ` · ${mismatches === 1 ? "1 mismatch" : `${mismatches} mismatches`}`}
        </span>
      </p>
      {review.isOpaque && (
        <p className="text-xs text-ink-muted">
          The provider's tokens are opaque: nobody but the provider can read them. This is from the Grant.
        </p>
      )}
      <dl className="divide-y rounded-md border bg-surface text-xs">
        {review.findings.map(({ subject, found, needed, problem, unseen }) => (
          <div key={subject} className="grid gap-x-3 gap-y-0.5 px-3 py-2 sm:grid-cols-[7rem_minmax(0,1fr)]">
            <dt className="flex gap-1.5 sm:block">
              <span className="font-medium">{subjects[subject].label}</span>{" "}
              {!review.isOpaque && <span className="font-mono text-ink-muted sm:block">{subjects[subject].claim}</span>}
            </dt>
            <dd className="grid min-w-0 gap-0.5">
              <Mark fit={problem !== null ? "misfit" : unseen !== undefined ? "unseen" : "fit"} text={found} />
              {unseen !== undefined && problem === null && (
                <span className="pl-5.5 wrap-anywhere">
                  <span className="font-medium">Cannot be seen in the token.</span> {unseen}
                </span>
              )}
              {problem === null ? (
                <span className="pl-5.5 text-ink-muted wrap-anywhere">needed: {needed}</span>
              ) : (
                <span className="pl-5.5 font-medium text-danger wrap-anywhere">{problem}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const marks = {
  fit: { icon: CircleCheck, ink: "text-success", words: "fits" },
  misfit: { icon: CircleX, ink: "text-danger", words: "does not fit" },
  unseen: { icon: CircleHelp, ink: "text-warning", words: "cannot be seen" },
} as const;

function Mark({ fit, text }: { fit: keyof typeof marks; text: string }) {
  const { icon: Icon, ink, words } = marks[fit];
  return (
    <span className="flex items-start gap-1.5">
      <Icon aria-hidden className={`h-lh w-4 shrink-0 ${ink}`} />
      <span className="font-mono wrap-anywhere">{text}</span>
      <span className="sr-only">({words})</span>
    </span>
  );
}
