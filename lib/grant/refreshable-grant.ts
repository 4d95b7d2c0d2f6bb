import { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";
import { clientSecretPlace } from "@/lib/idp-config/read-client-secrets";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import type { ProviderName } from "@/lib/providers/presets";
import type { Secret } from "@/lib/secret";
import type { PlannedGrant } from "./plan-refresh";
import { toProviderClient } from "./provider-client";
import { refreshTokenPlace } from "./seal-places";

/** A row of the view `grant_refreshes`: a Grant with all that it takes to refresh it. */
export type RefreshableRow = {
  id: string;
  tenant_id: string;
  slug: string;
  tenant_name: string;
  time_zone: string;
  data_key_sealed: string;
  system_email_id: string;
  address: string;
  half: "remote_mailbox" | "outgoing_smtp";
  version: number;
  status: PlannedGrant["status"];
  refresh_token_sealed: string;
  refresh_token_issued_at: Date;
  refresh_token_expires_at: Date | null;
  access_token_expires_at: Date;
  issued_at: Date;
  last_read_at: Date | null;
  authorized_at: Date;
  /** Whether somebody is asking the provider now. */
  is_leased: boolean;
  next_attempt_at: Date | null;
  failure_code: string | null;
  failure_detail: string | null;
  failure_count: number;
  /** Whether the IdP Config is as it was when it issued the Grant. */
  is_current: boolean;
  idp_config_id: string;
  idp_config_name: string;
  config_signature: string;
  provider: ProviderName;
  client_id: string;
  authorization_endpoint: string;
  token_endpoint: string;
  issuer: string | null;
  user_info_endpoint: string | null;
  revocation_endpoint: string | null;
  scopes: string[];
  email_attribute: string;
  refused_at: Date | null;
  refused_code: string | null;
  refused_detail: string | null;
  next_probe_at: Date | null;
  short_lived_since: Date | null;
  host: string;
  /** Until when the provider's host is to be left alone; null where it is not. */
  paused_until: Date | null;
  credentials: { id: string; secretSealed: string; isProven: boolean; isRefused: boolean }[];
};

/** All that it takes to ask the provider, read while the lease is held. */
export type LeasedGrant = PlannedGrant & {
  id: string;
  tenantId: string;
  half: RefreshableRow["half"];
  version: number;
  failureCount: number;
  authorizedAt: Date;
  systemEmail: { id: string; address: string };
  idpConfig: {
    id: string;
    name: string;
    configSignature: string;
    isRefused: boolean;
    shortLivedSince: Date | null;
  };
  host: string;
  client: ProviderClient;
  /** In the order in which they are to be tried. */
  credentials: { id: string; clientSecret: Secret; isProven: boolean; isRefused: boolean }[];
  refreshToken: Secret;
  /** Kept while the provider is asked, so that what it answers can be sealed without another question to the database. */
  vault: TenantVault;
  leaseOwner: string;
  /** When the lease ends, by this process's monotonic clock in milliseconds. */
  leaseEndsAt: number;
  /** When a refresh before this one was begun that never ended; null where there is none. */
  cutOffAt: Date | null;
};

/** The Grants of these ids, as far as they are the caller's to see. */
export function readRefreshable(db: Database, ids: readonly string[]): Promise<RefreshableRow[]> {
  return db.$queryRaw<RefreshableRow[]>`SELECT * FROM grant_refreshes WHERE id = ANY (${[...ids]}::uuid[])`;
}

/** Opens what is sealed in the row of a Grant whose lease has been taken. */
export function openLeased(
  row: RefreshableRow,
  lease: Pick<LeasedGrant, "leaseOwner" | "leaseEndsAt" | "cutOffAt">,
): LeasedGrant {
  const vault = TenantVault.fromSealedDataKey(row.tenant_id, row.data_key_sealed, environment().keyRing);
  return {
    ...lease,
    id: row.id,
    tenantId: row.tenant_id,
    half: row.half,
    version: row.version,
    status: row.status,
    issuedAt: row.issued_at,
    accessTokenExpiresAt: row.access_token_expires_at,
    refreshTokenIssuedAt: row.refresh_token_issued_at,
    refreshTokenExpiresAt: row.refresh_token_expires_at,
    lastReadAt: row.last_read_at,
    nextAttemptAt: row.next_attempt_at,
    failureCount: row.failure_count,
    authorizedAt: row.authorized_at,
    systemEmail: { id: row.system_email_id, address: row.address },
    idpConfig: {
      id: row.idp_config_id,
      name: row.idp_config_name,
      configSignature: row.config_signature,
      isRefused: row.refused_at !== null,
      shortLivedSince: row.short_lived_since,
    },
    host: row.host,
    client: toProviderClient({
      provider: row.provider,
      clientId: row.client_id,
      authorizationEndpoint: row.authorization_endpoint,
      tokenEndpoint: row.token_endpoint,
      issuer: row.issuer,
      userInfoEndpoint: row.user_info_endpoint,
      revocationEndpoint: row.revocation_endpoint,
      scopes: row.scopes,
      emailAttribute: row.email_attribute,
    }),
    credentials: row.credentials.map(({ id, secretSealed, isProven, isRefused }) => ({
      id,
      isProven,
      isRefused,
      clientSecret: vault.open(secretSealed, clientSecretPlace(id)),
    })),
    refreshToken: vault.open(row.refresh_token_sealed, refreshTokenPlace(row.id)),
    vault,
  };
}
