import { HeartPulse } from "lucide-react";
import type { Metadata } from "next";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Pagination } from "@/components/ui/pagination";
import { Tabs } from "@/components/ui/tabs";
import { CheckHistory } from "@/components/verification/check-history";
import { VerificationList, verificationProtocolNames } from "@/components/verification/verification-list";
import { listVerifications } from "@/lib/verification/list-verifications";
import { readCheckDays } from "@/lib/verification/read-check-days";
import { verificationListSchema } from "@/lib/verification/schema";
import type { EmailParams } from "../../place";

export const metadata: Metadata = { title: "Checks" };

const dayCount = 90;
const narrowDayCount = 30;

type ChecksPageProps = {
  params: EmailParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** How this System Email was checked: a bar of days for each protocol, and the Verifications of the last 30 days. */
export default async function ChecksPage({ params, searchParams }: ChecksPageProps) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { page, failed } = verificationListSchema.parse(await searchParams);
  const systemEmailId = email.id;
  const histories = await readCheckDays(context, { systemEmailId, dayCount });
  const { verifications, total, pageSize } = await listVerifications(context, { systemEmailId, page, failed });
  const emailHref = `/${context.slug}/admin/emails/${systemEmailId}`;
  const href = `${emailHref}/history/checks`;
  if (histories.length === 0 && total === 0 && !failed) {
    return (
      <EmptyState
        icon={<HeartPulse />}
        title="Not checked yet"
        action={<LinkButton href={`${emailHref}/check`}>Go to Check everything</LinkButton>}
      >
        Once a half is enabled and authorized it is checked every hour by itself. Each check is listed here with what it
        found, beside those that somebody asked for and what Mail Workers report.
      </EmptyState>
    );
  }
  const first = (page - 1) * pageSize;
  const pageHref = (number: number) => `${href}?${failed ? "failed=1&" : ""}page=${number}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      {histories.length > 0 && (
        <section aria-labelledby="days" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <h2 id="days" className="text-base font-semibold">
            Day by day
          </h2>
          <CheckHistory
            narrowDayCount={narrowDayCount}
            histories={histories.map(({ protocol, days }) => ({ title: verificationProtocolNames[protocol], days }))}
          />
        </section>
      )}
      <section aria-labelledby="checks" className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="grid gap-1">
          <h2 id="checks" className="text-base font-semibold">
            Checks of the last 30 days
          </h2>
        </div>
        <Tabs
          label="Which checks"
          tabs={[
            { label: "All", href, isCurrent: !failed },
            { label: "Failed only", href: `${href}?failed=1`, isCurrent: failed },
          ]}
        />
        {verifications.length === 0 ? (
          <EmptyState
            icon={<HeartPulse />}
            title={page > 1 ? "There is nothing on this page" : "No check has failed"}
            action={<LinkButton href={href}>Show all checks</LinkButton>}
          >
            What failed within the last 30 days is listed here, with what it was and when.
          </EmptyState>
        ) : (
          <>
            <VerificationList
              caption={`Checks of ${email.address}`}
              verifications={verifications}
              timeZone={context.timeZone}
              href={href}
            />
            <Pagination
              from={first + 1}
              to={first + verifications.length}
              total={total}
              noun={total === 1 ? "check" : "checks"}
              previousHref={page > 1 ? pageHref(page - 1) : undefined}
              nextHref={first + verifications.length < total ? pageHref(page + 1) : undefined}
            />
          </>
        )}
      </section>
    </div>
  );
}
