import type { ReactNode } from "react";
import { providerNames } from "@/components/idp-config/idp-config-values";
import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Refusal } from "@/lib/idp-config/list-refusals";

type RefusalBannerProps = {
  refusal: Omit<Refusal, "detail">;
  /** What was noted: our sentence and, apart, the provider's own words. */
  told: { sentence: string; words: string | null };
  /** Where it is mended; the Client Secret field of the form below on the IdP Config's own page. */
  mendHref: string;
  /** Whether the reader may mend it. */
  mayMend: boolean;
  timeZone: string;
};

/** Tells that a provider refuses an IdP Config: since when, what it said, what stops, who can mend it and how. */
export function RefusalBanner({ refusal, told, mendHref, mayMend, timeZone }: RefusalBannerProps) {
  const { name, provider, since, code, stoppedEmails } = refusal;
  const isSecret = code === "client_secret_wrong" || code === "client_secret_expired";
  const who = provider === "other" ? "The provider" : providerNames[provider];
  return (
    <Banner
      tone="warning"
      title={`${who} refuses “${name}”`}
      actions={
        mayMend && (
          <LinkButton href={mendHref} size="small">
            {isSecret ? "Replace the Client Secret" : "Look at the IdP Config"}
          </LinkButton>
        )
      }
    >
      <p>
        Since <RelativeTime at={since} timeZone={timeZone} />: {told.sentence}
      </p>
      {told.words && (
        <p className="my-1.5 font-mono text-xs select-all">
          <span className="sr-only">The provider said: </span>
          {told.words}
        </p>
      )}
      <p>{stopWords(stoppedEmails)}</p>
      <p className="mt-1.5">
        <Mending {...{ isSecret, provider, mayMend }} />
      </p>
    </Banner>
  );
}

const numbers = new Intl.NumberFormat("en-GB");

function stopWords(emails: number): string {
  if (emails === 0) return "No System Email is authorized with it, so no mail stops.";
  const which = emails === 1 ? "One System Email gets" : `${numbers.format(emails)} System Emails get`;
  return `${which} no new token until this is mended. A token that is still valid works until it expires.`;
}

type MendingProps = { isSecret: boolean; provider: Refusal["provider"]; mayMend: boolean };

const secretPlaces: Record<Refusal["provider"], string> = {
  microsoft: "in the Entra admin center (App registrations, Certificates & secrets)",
  google: "in the Google Cloud console (Google Auth Platform, Clients)",
  other: "at the provider",
};

/** Who can mend it, and that nobody has to consent again. */
function Mending({ isSecret, provider, mayMend }: MendingProps): ReactNode {
  const ask = mayMend ? "" : "An owner or an admin of this helpdesk can mend it. ";
  if (isSecret) {
    return `${ask}Whoever administers the registration makes a new secret ${secretPlaces[provider]}; then it is saved here as the Client Secret. It goes on by itself once a right secret is saved, nobody has to consent again.`;
  }
  return `${ask}Whoever administers the registration at the provider sees whether it was deleted, disabled or changed. It goes on by itself once the provider accepts it again; the settings here need no change unless the registration is another one.`;
}
