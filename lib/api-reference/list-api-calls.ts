import { failures } from "@/lib/errors";
import { type ApiDocument, type ApiMethod, type ApiOperation, apiMethods } from "./api-document";

/** One call of the OpenAPI document, with what its problems mean. */
export type ApiCall = {
  method: ApiMethod;
  path: string;
  /** The scopes of which a key needs one; empty where no key is needed. */
  scopes: string[];
  operation: ApiOperation;
  problems: { status: number; code: string; title: string; isRetryable: boolean }[];
};

/** The calls of the OpenAPI document for people to read, in the order of its tags. */
export function listApiCalls({ paths, tags }: ApiDocument): { tag: ApiDocument["tags"][number]; calls: ApiCall[] }[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    apiMethods.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [describeCall(method, path, operation)];
    }),
  );
  return tags.map((tag) => ({ tag, calls: all.filter(({ operation }) => operation.tags.includes(tag.name)) }));
}

/** Every code that a problem of these calls can have, once, by its status. */
export function listProblems(groups: ReturnType<typeof listApiCalls>): ApiCall["problems"] {
  const problems = groups.flatMap(({ calls }) => calls.flatMap((call) => call.problems));
  return [...new Map(problems.map((problem) => [problem.code, problem])).values()].sort(
    (one, other) => one.status - other.status,
  );
}

/** The codes that every call that needs a key can end with. */
export function listCommonCodes(groups: ReturnType<typeof listApiCalls>): Set<string> {
  const withKey = groups.flatMap(({ calls }) => calls).filter(({ scopes }) => scopes.length > 0);
  const [first] = withKey;
  const isCommon = (code: string) => withKey.every(({ problems }) => problems.some((one) => one.code === code));
  return new Set(first?.problems.map(({ code }) => code).filter(isCommon));
}

function describeCall(method: ApiMethod, path: string, operation: ApiOperation): ApiCall {
  return {
    method,
    path,
    scopes: operation.security.flatMap(({ workerKey = [] }) => workerKey),
    operation,
    problems: Object.entries(failures).flatMap(([code, { status, title, retryable }]) =>
      // Each status says in words which codes it stands for.
      operation.responses[status]?.description.includes(`\`${code}\``)
        ? [{ status, code, title, isRetryable: retryable }]
        : [],
    ),
  };
}
