import { Fingerprint } from "lucide-react";
import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { IdpConfigTable } from "@/components/idp-config/idp-config-table";
import { RefusalBanner } from "@/components/idp-config/refusal-banner";
import { Banner } from "@/components/ui/banner";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import { listIdpConfigs } from "@/lib/idp-config/list-idp-configs";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { mayDo } from "@/lib/tenancy/require-permission";

export const metadata: Metadata = { title: "Identity Providers" };

type IdentityProvidersProps = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The tenant's IdP Configs: what was registered at which provider, until when its secret is good, and what uses it. */
export default async function IdentityProvidersPage({ params, searchParams }: IdentityProvidersProps) {
  const context = await requireTenant((await params).tenant);
  const configs = await listIdpConfigs(context);
  const refusals = await listRefusals(context);
  const admin = `/${context.slug}/admin`;
  return (
    <>
      <PageHeader
        title="Identity Providers"
        crumbs={[{ label: "Admin Panel", href: admin }, { label: "Identity Providers" }]}
        description="The IdP Configs of this helpdesk. One registration at the provider can serve all mailboxes of its directory."
      />
      {(await searchParams).deleted !== undefined && <Banner tone="success" title="The IdP Config was deleted" />}
      {refusals.map((refusal) => (
        <RefusalBanner
          key={refusal.id}
          refusal={refusal}
          told={splitProviderWords(refusal.detail)}
          mendHref={`${admin}/identity-providers/${refusal.id}`}
          mayMend={mayDo(context, "idp_config:write")}
          timeZone={context.timeZone}
        />
      ))}
      {configs.length === 0 ? (
        <EmptyState
          icon={<Fingerprint className="size-6" />}
          title="No IdP Config yet"
          action={
            <LinkButton href={`${admin}/emails`} variant="primary">
              Go to Emails
            </LinkButton>
          }
        >
          An IdP Config holds what you registered at Microsoft, Google or another provider: a Client ID, its secret and
          the endpoints. The first one is made on a System Email: Remote Mailbox, Config, IdP Config. Later ones can use
          it again.
        </EmptyState>
      ) : (
        <IdpConfigTable
          rows={configs.map(({ clientCredentials, _count, ...config }) => ({
            ...config,
            href: `${admin}/identity-providers/${config.id}`,
            hasSecret: clientCredentials.length > 0,
            secretExpiresOn: clientCredentials[0]?.expiresOn ?? null,
            uses: _count.remoteMailboxes + _count.outgoingSmtps,
          }))}
        />
      )}
    </>
  );
}
