/**
 * Answers a request that Next would call an error of the server, by 400 or 405: a target that is no path, a path that is
 * no UTF-8 behind its escapes (RFC 3986 §2.5), such as `/%ff`, a Host that is none, and the method TRACE. A target in
 * absolute form becomes its path and query first, whatever host it names (RFC 9112 §3.2.2). Says whether it has answered;
 * the problem document is the one of the REST API.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export function refuseOddRequest(request, response) {
  request.url = toOriginForm(request.url ?? "");
  for (const name of ["x-forwarded-host", "x-forwarded-proto"]) {
    // Next and next-auth make addresses of them; without them they take those of the connection.
    if (!isForwardable(name, request.headers[name])) delete request.headers[name];
  }
  if (request.method === "TRACE") {
    const allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    answer(request, response, methodNotAllowed, "No path knows TRACE.", { allow });
  } else if (!request.url.startsWith("/") || !isDecodable(request.url.split("?")[0])) {
    answer(request, response, invalidRequest, "The target is no path that is UTF-8 behind its % escapes.");
  } else if (!isAuthority(request.headers.host ?? "localhost")) {
    answer(request, response, invalidRequest, "The header Host is no host with or without a port.");
  } else return false;
  return true;
}

const invalidRequest = { code: "invalid_request", status: 400, title: "The request is not valid" };
const methodNotAllowed = { code: "method_not_allowed", status: 405, title: "The path knows no such method" };

function answer(request, response, { code, status, title }, detail, headers = {}) {
  const requestId = request.headers["x-request-id"];
  const type = `https://mailgrant.dev/problems/${code}`;
  response.writeHead(status, {
    ...headers,
    "content-type": "application/problem+json",
    "cache-control": "private, no-store",
    "x-request-id": requestId,
  });
  response.end(JSON.stringify({ type, title, status, detail, code, retryable: false, requestId }));
}

function toOriginForm(target) {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether it is a host, with a port or without, and nothing else (RFC 9110 §7.2). */
function isAuthority(text) {
  return !/[\s/?#@\\]/.test(text) && URL.canParse(`http://${text}`);
}

function isForwardable(name, value) {
  if (typeof value !== "string") return false;
  return name === "x-forwarded-proto" ? value === "http" || value === "https" : isAuthority(value);
}
