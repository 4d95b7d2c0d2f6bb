import type { Metadata } from "next";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { protocolNames } from "@/components/system-email/words";
import { EverythingPanel } from "@/components/verification/everything-panel";
import type { EverythingPart } from "@/components/verification/shown-everything";
import { mayDo } from "@/lib/tenancy/require-permission";
import { planEverything } from "@/lib/verification/check-everything";
import { explainVerification } from "@/lib/verification/explain-verification";
import { getConfigChecks } from "@/lib/verification/get-config-checks";
import type { EmailParams } from "../place";
import { showVerification } from "../show-verification";
import { checkInOneGo, streamEverything } from "./actions";

export const metadata: Metadata = { title: "Check everything" };

/** Check everything: the halves and what they sign in by, as they were checked last, and the button that checks them anew. */
export default async function CheckPage({ params }: { params: EmailParams }) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { configChecks, halvesUnderWay } = await getConfigChecks(context, email.id);
  const { checkedHalves, configHalves } = planEverything(email);
  const showLast = async (half: "remote_mailbox" | "outgoing_smtp") => {
    const { lastVerification } = half === "remote_mailbox" ? email.incoming : email.outgoing;
    const place = { systemEmailId: email.id, half };
    return showVerification(lastVerification, await explainVerification(context, place, lastVerification));
  };
  const { remoteMailbox, outgoingSmtp, incoming, outgoing } = email;
  const parts: EverythingPart[] = [
    {
      kind: "half",
      half: "remote_mailbox",
      title: `Remote Mailbox · ${protocolNames[remoteMailbox.protocol]}`,
      protocol: remoteMailbox.protocol,
      security: remoteMailbox.security,
      isMissing: !checkedHalves.includes("remote_mailbox"),
      last: await showLast("remote_mailbox"),
    },
    {
      kind: "half",
      half: "outgoing_smtp",
      title: "Outgoing (SMTP)",
      protocol: "smtp",
      security: outgoingSmtp.security,
      isMissing: !checkedHalves.includes("outgoing_smtp"),
      last: await showLast("outgoing_smtp"),
    },
    ...configHalves.map((half): EverythingPart => {
      const check = configChecks.get(half);
      const { idpConfigName } = half === "remote_mailbox" ? incoming : outgoing;
      const whose = configHalves.length > 1 && half === "outgoing_smtp" ? " of Outgoing (SMTP)" : "";
      return {
        kind: "config",
        half,
        title: `IdP Config${whose}${idpConfigName === null ? "" : ` · ${idpConfigName}`}`,
        isMissing: idpConfigName === null,
        last: check
          ? {
              items: check.items,
              at: check.finishedAt ?? check.startedAt,
              isFinished: check.finishedAt !== null,
              isCurrent: check.isCurrent,
            }
          : null,
      };
    }),
  ];
  const place = { tenant: context.slug, emailId: email.id };
  return (
    <EverythingPanel
      parts={parts}
      isUnderWay={halvesUnderWay.length > 0 || [...configChecks.values()].some((check) => check.isUnderWay)}
      timeZone={context.timeZone}
      stream={streamEverything.bind(null, place)}
      check={checkInOneGo.bind(null, place)}
      mayVerify={mayDo(context, "system_email:verify")}
    />
  );
}
