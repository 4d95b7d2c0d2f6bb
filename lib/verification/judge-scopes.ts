import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import type { findGrant } from "@/lib/grant/find-grant";
import { judgeStanding } from "@/lib/grant/standing";
import { compareScopes } from "@/lib/oauth/compare-scopes";
import { type MailProtocol, presets } from "@/lib/providers/presets";
import type { ConfigItem } from "./config-check-schema";
import { type InspectedConfig, item } from "./judge-config-answers";

type FoundGrant = NonNullable<Awaited<ReturnType<typeof findGrant>>>;

/**
 * Whether the Grant has the scopes that are needed and no others. Needed are those that the IdP Config asks for and those
 * without which the protocols of the half are refused.
 */
export function judgeScopes(
  config: InspectedConfig,
  { grant, now }: Pick<FoundGrant, "grant" | "now">,
  protocols: readonly MailProtocol[],
): ConfigItem {
  if (grant === null)
    return item("scopes", "unknown", "Nobody has authorized this mailbox yet, so nothing is granted.");
  const standing = judgeStanding(grant, now);
  if (!standing.ok) return item("scopes", "unknown", `The Grant does not count: ${standing.failure.message}`);
  const asked = config.client.scopes;
  const ofProtocols = protocols.flatMap((protocol) => presets[config.provider].scopeOfProtocol[protocol] ?? []);
  const needed = [...asked, ...compareScopes(ofProtocols, asked).missing];
  const { missing, superfluous } = compareScopes(needed, grant.scopes);
  const details = [
    ...missing.map(
      (scope) => `Missing: ${scope}${asked.includes(scope) ? "" : " (the IdP Config does not ask for it)"}`,
    ),
    ...superfluous.map((scope) => `Granted, and not asked for: ${scope}`),
  ];
  if (missing.length === 0) {
    const more = superfluous.length > 0 ? " and some more" : "";
    return { ...item("scopes", "passed", `All scopes that are needed are granted${more}.`), details };
  }
  const summary =
    missing.length === 1
      ? "A scope that is needed is not granted."
      : `${missing.length} scopes that are needed are not granted.`;
  return { ...item("scopes", "failed", summary), details, diagnosis: explainMissing(config, missing) };
}

function explainMissing({ provider, context }: InspectedConfig, missing: readonly string[]) {
  const evidence = missing.map((scope) => `not granted: ${scope}`);
  const verdict = {
    cause: "consent_missing",
    confidence: 0.9,
    alternatives: ["wrong_audience_scopes"],
    evidence,
  } as const;
  return describeVerdict({ ...verdict, evidence: [...evidence] }, { stage: "token", provider, context });
}
