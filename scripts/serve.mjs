// The web server as a process of its own, started by scripts/start.mjs: node scripts/serve.mjs HOST PORT
// Says "ready" when it answers. Ends by SIGTERM once the requests that are under way are answered, and when the
// process that started it is gone.
import { randomUUID } from "node:crypto";
import http from "node:http";
import next from "next";
import { clientAddressFinder } from "./client-address.mjs";
import { root } from "./prepare.mjs";
import { refuseOddRequest } from "./refuse-odd-request.mjs";

const [hostname = "127.0.0.1", port = "3000"] = process.argv.slice(2);

// Shorter than what supervisors allow before they end a process by force.
const patienceMs = 8_000;

const findClientAddress = clientAddressFinder(process.env.TRUSTED_PROXIES);
const server = http.createServer();
// Ctrl-C reaches the whole group; the parent ends this one first and the database after it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", stop);
process.on("disconnect", () => process.exit(1));

const app = next({ dev: false, dir: root, hostname, port: Number(port), httpServer: server });
await app.prepare();
const handle = app.getRequestHandler();
server.on("request", (request, response) => {
  // Never what came from outside under these names: limits, networks of Worker Keys and records depend on them.
  request.headers["x-request-id"] = randomUUID();
  request.headers["x-client-address"] = findClientAddress(
    request.socket.remoteAddress,
    request.headers["x-forwarded-for"],
  );
  if (refuseOddRequest(request, response)) return;
  if (globalThis.mailgrantAnswerRestCall?.(request, response) === true) return;
  handle(request, response).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end();
  });
});
server.on("error", (error) => {
  console.error(
    error.code === "EADDRINUSE"
      ? `Port ${port} is in use already. Stop what uses it, or set PORT to another.`
      : `The web server cannot listen on ${hostname}:${port}: ${error.message}`,
  );
  process.exit(1);
});
server.listen(Number(port), hostname, async () => {
  const status = await askOnce();
  if (status >= 500) {
    console.error(`The first page answers with status ${status}; the lines above say why.`);
    process.exit(1);
  }
  process.send?.("ready");
});

/** Next prepares itself (and brings the database up to date) with the first request, and only logs when it cannot. */
function askOnce() {
  const { address, port: boundPort } = server.address();
  const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[address] ?? address;
  return new Promise((resolve, reject) => {
    const request = http.get({ host, port: boundPort, path: "/", agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
  });
}

/** Takes no more connections, and closes each that is there as soon as it is idle. */
function stop() {
  globalThis.mailgrantIsStopping = true;
  server.close(() => process.exit(0));
  setInterval(() => server.closeIdleConnections(), 50);
  setTimeout(() => process.exit(0), patienceMs).unref();
}
