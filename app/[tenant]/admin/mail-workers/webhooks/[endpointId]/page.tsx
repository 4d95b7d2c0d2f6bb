import type { Metadata } from "next";
import { FormLayout } from "@/components/frame/form-layout";
import { LinkButton } from "@/components/ui/link-button";
import { exactWords } from "@/components/ui/time-words";
import { DeleteEndpointDialog } from "@/components/webhook/delete-endpoint-dialog";
import { EditEndpointForm } from "@/components/webhook/edit-endpoint-form";
import { EndpointFacts } from "@/components/webhook/endpoint-facts";
import { ReceiverGuide } from "@/components/webhook/receiver-guide";
import { RotateSecret } from "@/components/webhook/rotate-secret";
import { mayDo } from "@/lib/tenancy/require-permission";
import { editEndpoint, removeEndpoint, rotateSecret } from "../actions";
import { requireEndpoint } from "../require-endpoint";

export const metadata: Metadata = { title: "Settings" };

type EndpointPageProps = {
  params: Promise<{ tenant: string; endpointId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The settings of a webhook endpoint, and its signing secret. `?delete` asks before it is deleted. */
export default async function EndpointPage({ params, searchParams }: EndpointPageProps) {
  const { tenant, endpointId } = await params;
  const { context, endpoint } = await requireEndpoint(tenant, endpointId);
  if (!mayDo(context, "webhook:write")) {
    return (
      <FormLayout aside={<ReceiverGuide />}>
        <EndpointFacts endpoint={endpoint} timeZone={context.timeZone} />
      </FormLayout>
    );
  }
  const place = { tenant, endpointId: endpoint.id };
  const href = `/${tenant}/admin/mail-workers/webhooks/${endpoint.id}`;
  const { previousSecretUntil: until } = endpoint;
  return (
    <>
      <FormLayout aside={<ReceiverGuide />}>
        <div className="grid gap-10">
          <EditEndpointForm
            action={editEndpoint.bind(null, place)}
            values={endpoint}
            isEnabled={endpoint.enabled}
            stashKey={`webhook:${endpoint.id}`}
            revision={endpoint.revision}
          />
          <div className="border-t pt-6">
            <RotateSecret
              action={rotateSecret.bind(null, place)}
              previousUntil={until !== null && until > new Date() ? exactWords(until, context.timeZone) : null}
            />
          </div>
          <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-6">
            <p className="text-ink-muted">To stop for a while, disable it: its log is kept then.</p>
            <LinkButton href={`${href}?delete`} scroll={false} className="text-danger!">
              Delete…
            </LinkButton>
          </div>
        </div>
      </FormLayout>
      {(await searchParams).delete !== undefined && (
        <DeleteEndpointDialog
          name={endpoint.description || new URL(endpoint.url).host}
          closeHref={href}
          action={removeEndpoint.bind(null, place)}
        />
      )}
    </>
  );
}
