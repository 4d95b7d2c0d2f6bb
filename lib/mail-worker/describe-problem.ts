import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import { type Failure, type FailureCode, failures } from "@/lib/errors";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import type { ProviderName } from "@/lib/providers/presets";
import { type Problem, type ProblemDiagnosis, toProblemDiagnosis } from "./problem-contract";

/**
 * The problem document (RFC 9457) of a failure. A failure of a Grant or its provider is diagnosed, unless it brings its
 * own diagnosis. The fact `confirm` is the word that a write waits for. The facts `provider`, `address` and those of the
 * provider's answer make the diagnosis more exact where they are there.
 */
export function describeProblem(failure: Failure & { diagnosis?: ProblemDiagnosis }, requestId: string): Problem {
  const code = toPublicCode(failure.code);
  const { status, retryable, title } = failures[code];
  const diagnosis = failure.diagnosis ?? (diagnosed.has(failure.code) ? diagnose(failure) : undefined);
  return {
    type: `https://mailgrant.dev/problems/${code}`,
    title,
    status,
    detail: failure.message,
    code,
    retryable,
    requestId,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(failure.mistakes === undefined ? {} : { errors: [...failure.mistakes] }),
    ...(failure.facts?.confirm === undefined ? {} : { confirm: [failure.facts.confirm] }),
  };
}

/** Workers script against few, stable codes: whatever is wrong with the IdP Config is one of them. */
export function toPublicCode(code: FailureCode): FailureCode {
  switch (code) {
    case "client_secret_wrong":
    case "client_secret_expired":
    case "idp_config_disabled":
    case "provider_refused":
      return "idp_configuration";
    case "forbidden":
      return "forbidden_scope";
    default:
      return code;
  }
}

const diagnosed: ReadonlySet<FailureCode> = new Set([
  "needs_authorization",
  "needs_reauthorization",
  "idp_configuration",
  "idp_config_disabled",
  "client_secret_wrong",
  "client_secret_expired",
  "provider_refused",
  "provider_unavailable",
]);

function diagnose({ code, message, facts = {} }: Failure): NonNullable<Problem["diagnosis"]> {
  // What a Grant keeps of a failure is its text alone; Entra's number in it says more than our code.
  const words = splitProviderWords(message).words;
  const aadstsCode = facts.aadstsCode ?? /AADSTS(\d+)/.exec(words ?? "")?.[1];
  const diagnosis = explainAuthorizationFailure(
    {
      code,
      facts: {
        ...(words === null ? {} : { description: words }),
        ...(aadstsCode === undefined ? {} : { aadstsCode }),
        ...facts,
      },
    },
    { provider: toProvider(facts.provider), systemEmailAddress: facts.address },
  );
  // The steps for people who press buttons help a worker's operator little while the provider is away.
  const steps = code === "provider_unavailable" ? waitAndAskAgain : diagnosis.steps;
  return toProblemDiagnosis({ ...diagnosis, steps });
}

const waitAndAskAgain = [
  "Ask again after the time in Retry-After.",
  "If it stays so, check that Mailgrant may reach the Token Endpoint, and look at the provider's status page.",
];

function toProvider(name: string | undefined): ProviderName {
  return name === "microsoft" || name === "google" ? name : "other";
}
