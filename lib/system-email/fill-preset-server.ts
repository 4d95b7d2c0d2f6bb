import { z } from "zod";
import { presetServer } from "@/lib/providers/mail-server-presets";
import type { MailProtocol } from "@/lib/providers/presets";
import { incomingAuthentications, outgoingAuthentications } from "./schema";

/**
 * The fields of a half as they were sent, with the provider's mail server where the host was left empty: what the
 * form does in the browser, for those without scripts. A sending half that is the same as the Remote Mailbox takes
 * the provider of `remoteAuthentication`. What is not understood is left for the schema to refuse.
 */
export function fillPresetServer(fields: unknown, protocolOf: (sent: SentFields) => MailProtocol): unknown {
  const sent = sentSchema.safeParse(fields);
  if (!sent.success || sent.data.host.trim() !== "") return fields;
  const { authentication, remoteAuthentication } = sent.data;
  const serving = authentication === "same_as_remote_mailbox" ? remoteAuthentication : authentication;
  const server = serving === undefined ? null : presetServer(serving, protocolOf(sent.data));
  if (server === null) return fields;
  return { ...sent.data, host: server.host, port: String(server.port), security: server.security };
}

const sentSchema = z.looseObject({
  host: z.string(),
  authentication: z.enum(outgoingAuthentications),
  remoteAuthentication: z.enum(incomingAuthentications).optional(),
  protocol: z.string().optional(),
});
type SentFields = z.infer<typeof sentSchema>;
