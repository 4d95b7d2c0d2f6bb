import type { FormFields } from "@/lib/revision/revision";

type EndpointFields = { url: string; description: string; eventTypes: string[]; enabled: boolean };

/** The fields of the form that changes a webhook endpoint. */
export function endpointFields({ url, description, eventTypes, enabled }: EndpointFields): FormFields {
  return { url, description, "eventTypes[]": eventTypes, enabled: String(enabled) };
}
