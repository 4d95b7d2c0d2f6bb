import { fieldValue } from "@/components/system-email/live-fields";
import { outgoingChoices } from "@/components/system-email/words";
import { writeFields } from "@/components/ui/stashed-typing";
import { isPresetHost, presetServer } from "@/lib/providers/mail-server-presets";
import type { MailProtocol } from "@/lib/providers/presets";

/** The ports that mean the same at the other incoming protocol. */
const twinPorts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pop3: { "993": "995", "143": "110" },
  imap: { "995": "993", "110": "143" },
};

/**
 * Fills in the mail server of the provider that is chosen in the form, unless the host is one that somebody typed.
 * `remoteAuthentication` is what "Same as Remote Mailbox" stands for.
 */
export function adoptPreset(form: HTMLFormElement, protocol: MailProtocol, remoteAuthentication?: string): void {
  const chosen = fieldValue(form, "authentication");
  const serving = chosen === "same_as_remote_mailbox" ? remoteAuthentication : chosen;
  const authentication = outgoingChoices.find((choice) => choice === serving);
  const server = authentication === undefined ? null : presetServer(authentication, protocol);
  const host = fieldValue(form, "host").trim();
  if (server !== null && (host === "" || isPresetHost(host))) {
    writeFields(form, { host: server.host, port: String(server.port), security: server.security });
    return;
  }
  const twin = twinPorts[protocol]?.[fieldValue(form, "port")];
  if (twin !== undefined) writeFields(form, { port: twin });
}
