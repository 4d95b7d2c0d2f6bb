import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { FormLayout } from "@/components/frame/form-layout";
import { DeleteIdpConfig } from "@/components/idp-config/delete-idp-config";
import { EditIdpConfigForm } from "@/components/idp-config/edit-idp-config-form";
import { IdpConfigAside } from "@/components/idp-config/idp-config-aside";
import { providerNames } from "@/components/idp-config/idp-config-values";
import { RefusalBanner } from "@/components/idp-config/refusal-banner";
import { RemoveSecretDialog } from "@/components/idp-config/remove-secret-dialog";
import { describeSecret } from "@/components/idp-config/secret-expiry";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import { textFields } from "@/lib/idp-config/form-fields";
import { getIdpConfig } from "@/lib/idp-config/get-idp-config";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { editIdpConfig, removeIdpConfig, removeSecret } from "./actions";

export const metadata: Metadata = { title: "IdP Config" };

type IdpConfigPageProps = {
  params: Promise<{ tenant: string; idpConfigId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * One IdP Config: its fields, its client secrets, and what uses it. `?delete` asks before it is deleted,
 * `?remove=` before one of its client secrets is.
 */
export default async function IdpConfigPage({ params, searchParams }: IdpConfigPageProps) {
  const { tenant, idpConfigId } = await params;
  const context = await requireTenant(tenant);
  const id = rowIdSchema.safeParse(idpConfigId);
  const config = id.success ? await getIdpConfig(context, id.data) : null;
  if (config === null) notFound();
  const admin = `/${context.slug}/admin`;
  const href = `${admin}/identity-providers/${config.id}`;
  const place = { tenant: context.slug, idpConfigId: config.id };
  const isReadOnly = !mayDo(context, "idp_config:write");
  const query = await searchParams;
  const [refusal] = await listRefusals(context, { idpConfigId: config.id });
  const removed = isReadOnly ? undefined : config.clientCredentials.find((secret) => secret.id === query.remove);
  return (
    <>
      <PageHeader
        title={config.name}
        crumbs={[
          { label: "Admin Panel", href: admin },
          { label: "Identity Providers", href: `${admin}/identity-providers` },
          { label: config.name },
        ]}
        description={`IdP Config at ${providerNames[config.provider]}`}
      />
      {refusal && (
        <RefusalBanner
          refusal={refusal}
          told={splitProviderWords(refusal.detail)}
          mendHref="#clientSecret"
          mayMend={!isReadOnly}
          timeZone={context.timeZone}
        />
      )}
      <FormLayout
        aside={
          <IdpConfigAside
            usedBy={config.usedBy.map(({ id: emailId, address, half }) => ({
              address,
              half,
              href: `${admin}/emails/${emailId}/${half === "remote_mailbox" ? "remote-mailbox" : "outgoing-smtp"}/oauth2/idp-config`,
            }))}
            clientSecrets={config.clientCredentials}
            removeHref={isReadOnly ? null : `${href}?remove=`}
            timeZone={context.timeZone}
          />
        }
      >
        <div className="grid gap-10">
          <EditIdpConfigForm
            provider={config.provider}
            action={editIdpConfig.bind(null, place)}
            values={textFields(config, config.clientCredentials[0])}
            isEnabled={config.enabled}
            savedSecret={describeSecret(config.clientCredentials)}
            isReadOnly={isReadOnly}
            stashKey={`idp-config:${config.id}`}
            revision={config.revision}
          />
          {!isReadOnly && (
            <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-6">
              {config.usedBy.length > 0 ? (
                <p className="text-ink-muted">
                  It cannot be deleted while System Emails use it. Choose another IdP Config for them first.
                </p>
              ) : (
                <>
                  <p className="text-ink-muted">No System Email uses it. The registration at the provider stays.</p>
                  <LinkButton href={`${href}?delete`} scroll={false} className="text-danger!">
                    Delete…
                  </LinkButton>
                </>
              )}
            </div>
          )}
        </div>
      </FormLayout>
      {removed && (
        <RemoveSecretDialog
          addedAt={removed.createdAt}
          isProven={removed.provenAt !== null && removed.refusedAt === null}
          closeHref={href}
          action={removeSecret.bind(null, { ...place, clientCredentialId: removed.id })}
          timeZone={context.timeZone}
        />
      )}
      {!isReadOnly && query.delete !== undefined && (
        <DeleteIdpConfig name={config.name} closeHref={href} action={removeIdpConfig.bind(null, place)} />
      )}
    </>
  );
}
