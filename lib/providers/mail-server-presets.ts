import { type MailProtocol, type MailServerPreset, type ProviderName, presets } from "./presets";
import { type Authentication, providerOf } from "./provider-of";

/** The mail server that fields are prefilled with for an authentication, or null where only the admin can know it. */
export function presetServer(authentication: Authentication, protocol: MailProtocol): MailServerPreset | null {
  const provider = providerOf(authentication);
  return provider === null ? null : (presets[provider].mailServers[protocol][0] ?? null);
}

/** Whether a host name came from a preset, of whichever provider and protocol, so that another preset may replace it. */
export function isPresetHost(host: string): boolean {
  const wanted = host.trim().toLowerCase();
  return providers.some((provider) =>
    Object.values(presets[provider].mailServers).some((servers) => servers.some((server) => server.host === wanted)),
  );
}

const providers: readonly ProviderName[] = ["microsoft", "google", "other"];
