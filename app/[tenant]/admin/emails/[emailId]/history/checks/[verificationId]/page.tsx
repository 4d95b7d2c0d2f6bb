import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { stageLabel } from "@/components/verification/shown-verification";
import { StageItem } from "@/components/verification/stage-item";
import { OutcomeWord, triggerWords, verificationProtocolNames } from "@/components/verification/verification-list";
import { rowIdSchema } from "@/lib/system-email/schema";
import { getVerification } from "@/lib/verification/get-verification";
import { showStage } from "../../../show-verification";

export const metadata: Metadata = { title: "Check" };

type CheckPageProps = { params: Promise<{ tenant: string; emailId: string; verificationId: string }> };

/** One Verification that was kept, stage by stage. */
export default async function VerificationPage({ params }: CheckPageProps) {
  const { tenant, emailId, verificationId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const id = rowIdSchema.safeParse(verificationId);
  const verification = id.success
    ? await getVerification(context, { systemEmailId: email.id, verificationId: id.data })
    : null;
  if (verification === null) notFound();
  const { protocol, stages, diagnosis, finishedAt, hasTimesOnly } = verification;
  return (
    <section aria-labelledby="check" className="grid max-w-form grid-cols-[minmax(0,1fr)] gap-4">
      <LinkButton
        href={`/${context.slug}/admin/emails/${email.id}/history/checks`}
        size="small"
        className="justify-self-start"
      >
        <ChevronLeft aria-hidden /> All checks
      </LinkButton>
      <div className="grid gap-1">
        <h2 id="check" className="flex flex-wrap items-center gap-2 text-base font-semibold">
          {verificationProtocolNames[protocol]} <OutcomeWord {...verification} />
        </h2>
        <p className="text-ink-muted">
          {triggerWords(verification)} · <RelativeTime at={finishedAt} timeZone={context.timeZone} isExactShown />
        </p>
      </div>
      <ol className="divide-y rounded-md border bg-surface">
        {stages.map((stage) => (
          <StageItem
            key={stage.name}
            stage={showStage(stage, stage.status === "failed" ? diagnosis : null)}
            label={stageLabel(stage.name, protocol)}
          />
        ))}
      </ol>
      {hasTimesOnly && (
        <p className="text-xs text-ink-muted">
          Of scheduled checks that passed the times of the stages are kept, and not what the server said.
        </p>
      )}
    </section>
  );
}
