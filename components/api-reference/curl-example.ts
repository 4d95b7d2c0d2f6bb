import type { ApiCall } from "@/lib/api-reference/list-api-calls";

const exampleId = "0b7e6d5c-3a1f-4c52-9a58-2f1f6f0f7a11";
// A lease is named by its mailbox and its fence.
const exampleLeaseId = `${exampleId}.42`;

/** The call as a command that is ready to try, but for the key and the ids. */
export function curlExample({ method, path, operation, scopes }: ApiCall, baseUrl: string): string {
  const body = operation.requestBody?.content["application/json"]?.example;
  const isWrite = operation.parameters.some(({ name }) => name === "Idempotency-Key");
  const url = `${baseUrl}${path.replace(/\{\w+\}/g, path.startsWith("/leases/") ? exampleLeaseId : exampleId)}`;
  const lines = [
    `curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} "${url}"`,
    ...(scopes.length === 0 ? [] : [`-H "Authorization: Bearer $WORKER_KEY"`]),
    ...(isWrite ? [`-H "Idempotency-Key: $(uuidgen)"`] : []),
    ...(body === undefined ? [] : [`-H "Content-Type: application/json"`, `-d '${JSON.stringify(body)}'`]),
  ];
  return lines.join(" \\\n  ");
}
