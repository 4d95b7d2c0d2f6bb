import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";

type TroubleBannerProps = {
  /** The half's tab, as it is called. */
  half: string;
  health: "broken" | "degraded" | "needs_reauthorization" | "not_verified";
  /** What is the matter, in a line. */
  causeTitle: string | null;
  since: Date;
  timeZone: string;
  /** Where it says what to do, and what that link says. */
  href: string;
  linkLabel: string;
};

const words = {
  broken: { title: "does not work", tone: "danger" },
  degraded: { title: "fails at present", tone: "warning" },
  needs_reauthorization: { title: "needs re-authorization", tone: "warning" },
  not_verified: { title: "could not be authorized", tone: "warning" },
} as const;

/** On top of a System Email's page, before its settings: which half is in trouble, why, and where to mend it. */
export function TroubleBanner({ half, health, causeTitle, since, timeZone, href, linkLabel }: TroubleBannerProps) {
  const { title, tone } = words[health];
  return (
    <Banner
      tone={tone}
      isStanding
      title={`${half} ${title}${causeTitle === null ? "" : `: ${causeTitle}`}`}
      actions={
        <LinkButton href={href} size="small">
          {linkLabel}
        </LinkButton>
      }
    >
      It has been so <RelativeTime isSince at={since} timeZone={timeZone} isExactShown />.
    </Banner>
  );
}
