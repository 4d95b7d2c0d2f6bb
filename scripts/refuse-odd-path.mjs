/**
 * Answers a request whose path is no UTF-8 behind its escapes (RFC 3986 §2.5), such as `/%ff`, by 400: Next would call
 * it an error of the server. Says whether it has; the problem document is the one of the REST API.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export function refuseOddPath(request, response) {
  if (isDecodable(request.url?.split("?")[0] ?? "")) return false;
  const requestId = request.headers["x-request-id"];
  const problem = {
    type: "https://mailgrant.dev/problems/invalid_request",
    title: "The request is not valid",
    status: 400,
    detail: "The path is not UTF-8 behind its % escapes.",
    code: "invalid_request",
    retryable: false,
    requestId,
  };
  response.writeHead(400, {
    "content-type": "application/problem+json",
    "cache-control": "private, no-store",
    "x-request-id": requestId,
  });
  response.end(JSON.stringify(problem));
  return true;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
