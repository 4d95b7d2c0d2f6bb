import { presetServer } from "@/lib/providers/mail-server-presets";
import type { MailProtocol } from "@/lib/providers/presets";
import type { Authentication } from "@/lib/providers/provider-of";

type Server = { host: string; port: number; security: string };

/** The server as its fields show it: the one that is saved, or the provider's as long as there is none. */
export function suggestServer(saved: Server, authentication: Authentication, protocol: MailProtocol) {
  const preset = saved.host === "" ? presetServer(authentication, protocol) : null;
  const { host, port, security } = preset ?? saved;
  return { server: { host, port: String(port), security }, isSuggested: preset !== null };
}
