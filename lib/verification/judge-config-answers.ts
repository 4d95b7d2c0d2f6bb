import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { describeVerdict } from "@/lib/diagnosis/describe-verdict";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { Diagnosis, DiagnosisContext, DiagnosisProvider, DiagnosisStage } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import { cleanProviderText } from "@/lib/oauth/clean-provider-text";
import type { discover } from "@/lib/oauth/discover";
import type { AuthorizationProbe } from "@/lib/oauth/probe-authorization-endpoint";
import type { CredentialVerdict } from "@/lib/oauth/probe-client-credential";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import type { ProviderError } from "@/lib/oauth/read-provider-error";
import type { ConfigItem, ConfigItemName } from "./config-check-schema";

/** What is known of the IdP Config that is checked. */
export type InspectedConfig = { provider: DiagnosisProvider; client: ProviderClient; context: DiagnosisContext };

const shownCharacters = 600;

/** Whether the discovery document is there and names the same endpoints. */
export function judgeDiscovery(
  config: InspectedConfig,
  answer: Awaited<ReturnType<typeof discover>>,
  durationMs: number,
): ConfigItem {
  if (!answer.ok) {
    const { message, facts = {} } = answer.failure;
    const details = Object.entries(facts).flatMap(([name, value]) =>
      name === "expected" || name === "actual" ? [`${factLabels[name]}: ${value}`] : [],
    );
    return { ...failed(config, "discovery", "network", message, wordsOf(answer.failure)), details, durationMs };
  }
  const { client } = config;
  if (client.provider === "other" && client.issuer === undefined) {
    const summary = "No issuer is filled in, so there is no discovery document to compare the endpoints with.";
    return { ...item("discovery", "unknown", summary), durationMs };
  }
  const summary = `The discovery document of ${answer.value.issuer ?? "the provider"} names the same endpoints.`;
  return { ...item("discovery", "passed", summary), durationMs };
}

const factLabels = { expected: "Published by the provider", actual: "In the IdP Config" };

/** Whether the Authorization Endpoint answers, and whether it refuses the Client ID or the Callback Endpoint. */
export function judgeAuthorization(config: InspectedConfig, probe: AuthorizationProbe, durationMs: number): ConfigItem {
  const { host } = new URL(config.client.authorizationEndpoint);
  if (probe.kind === "unanswered") {
    const summary = `${host} did not answer: ${probe.error.description}`;
    return { ...failed(config, "authorization_endpoint", "network", summary, errorWords(probe.error)), durationMs };
  }
  if (probe.kind === "answered") {
    const more = probe.knowsCallback ? ", and knows the Client ID and the Callback Endpoint" : "";
    return { ...item("authorization_endpoint", "passed", `${host} answers${more}.`), durationMs };
  }
  const diagnosis = explain(config, "authorize", probe.said);
  // A page that says something which nothing is known about may be no refusal at all.
  if (probe.status < 400 && (diagnosis === null || diagnosis.confidence < sureFrom)) {
    return { ...item("authorization_endpoint", "passed", `${host} answers.`), durationMs };
  }
  const summary = `${host} refuses the request for an authorization (HTTP status ${probe.status}).`;
  return { ...failed(config, "authorization_endpoint", "authorize", summary, probe.said), diagnosis, durationMs };
}

type Probed = { clientCredentialId: string | null; verdict: CredentialVerdict }[];
type Described = { id: string; createdAt: Date; expiresOn: Date | null }[];

/** Whether the Token Endpoint answers, and which of the client secrets it takes. */
export function judgeCredentials(
  config: InspectedConfig,
  { verdicts, described }: { verdicts: Probed; described: Described },
  durationMs: number,
): ConfigItem[] {
  const { host } = new URL(config.client.tokenEndpoint);
  const unanswered = verdicts.find(({ verdict }) => verdict.kind === "unanswered");
  const isAnswered = verdicts.some(({ verdict }) => verdict.kind !== "unanswered");
  const words = unanswered?.verdict.error ?? null;
  const endpoint = isAnswered
    ? item("token_endpoint", "passed", `${host} answers.`)
    : failed(config, "token_endpoint", "network", `${host} did not answer: ${words?.description}`, errorWords(words));
  return [
    { ...endpoint, durationMs },
    { ...judgeSecrets(config, verdicts, described), durationMs },
  ];
}

function judgeSecrets(config: InspectedConfig, verdicts: Probed, described: Described): ConfigItem {
  const name = "client_credential";
  if (verdicts.every(({ clientCredentialId }) => clientCredentialId === null)) {
    const { provider, context } = config;
    const verdict = { cause: "client_secret_missing", confidence: 1, alternatives: [], evidence: [] } as const;
    const diagnosis = describeVerdict({ ...verdict, evidence: [] }, { stage: "token", provider, context });
    return { ...item(name, "failed", "The IdP Config has no Client Secret."), diagnosis };
  }
  const details = verdicts.map(({ clientCredentialId, verdict }) => {
    const { createdAt, expiresOn } = described.find(({ id }) => id === clientCredentialId) ?? {};
    const ends = expiresOn ? `, expires ${dayOf(expiresOn)}` : "";
    return `The Client Secret of ${createdAt ? dayOf(createdAt) : "unknown date"}${ends}: ${kindWords[verdict.kind]}`;
  });
  const isAccepted = verdicts.some(({ verdict }) => verdict.kind === "accepted");
  const refused = verdicts.find(({ verdict }) => verdict.kind === "refused");
  if (isAccepted) {
    const summary = refused
      ? "The provider takes one Client Secret and refuses another."
      : "The provider takes the Client Secret.";
    return { ...item(name, "passed", summary), details: verdicts.length > 1 ? details : [] };
  }
  if (refused) {
    const said = errorWords(refused.verdict.error);
    const summary =
      verdicts.length > 1
        ? "The provider takes none of the Client Secrets."
        : "The provider refuses the Client Secret.";
    return { ...failed(config, name, "token", summary, said), details: verdicts.length > 1 ? details : [] };
  }
  const [first] = verdicts;
  const said = errorWords(first?.verdict.error ?? null);
  const summary = "The provider's answer does not say whether it takes the Client Secret.";
  return { ...item(name, "unknown", summary), said: said === "" ? [] : [cleanProviderText(said, [], shownCharacters)] };
}

const kindWords: Record<CredentialVerdict["kind"], string> = {
  accepted: "accepted",
  refused: "refused",
  unclear: "the answer says neither",
  unanswered: "no answer",
};

/** An item as it is when nothing more is to be said about it. */
export function item(name: ConfigItemName, status: ConfigItem["status"], summary: string): ConfigItem {
  return { name, status, durationMs: 0, summary, details: [], said: [], diagnosis: null };
}

/** An item that failed, with the Diagnosis of what was said, where one is known. */
function failed(
  config: InspectedConfig,
  name: ConfigItemName,
  stage: DiagnosisStage,
  summary: string,
  said: string,
): ConfigItem {
  const shown = cleanProviderText(withoutMarkup(said), [], shownCharacters);
  return {
    ...item(name, "failed", summary),
    said: shown === "" ? [] : [shown],
    diagnosis: explain(config, stage, said),
  };
}

/** Null where nothing is known about it: our own sentence says more then. */
export function explain({ provider, context }: InspectedConfig, stage: DiagnosisStage, raw: string): Diagnosis | null {
  if (raw.trim() === "") return null;
  const diagnosis = diagnose({ stage, provider, raw, context });
  return diagnosis.cause === "unknown" ? null : diagnosis;
}

function errorWords(error: ProviderError | null): string {
  if (error === null) return "";
  return [error.error, error.description].filter((word) => word !== "").join(": ");
}

function wordsOf({ facts = {} }: Failure): string {
  return [facts.error, facts.description].filter((word) => word !== undefined).join(": ");
}

/** Of a page the sentence with Entra's number; the diagnosis looks for what else it says in the page itself. */
function withoutMarkup(said: string): string {
  if (!/<html|<!doctype/i.test(said)) return said;
  return /AADSTS\d{5,}:[^<"\\]{0,400}/.exec(said)?.[0] ?? "";
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
