import http from "node:http";

export type RestCall = {
  method: string;
  /** As it goes over the wire: nothing is encoded or put in order here. */
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer | undefined;
};

export type RestAnswer = { status: number; headers: http.IncomingHttpHeaders; text: string };

/** Makes a REST call as it is, through the agent's connections. */
export function callRest(url: string, call: RestCall, agent?: http.Agent): Promise<RestAnswer> {
  const { method, path, headers, body } = call;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, method, path, headers: length(headers, body), ...(agent === undefined ? {} : { agent }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function length(headers: Record<string, string>, body: string | Buffer | undefined): Record<string, string> {
  return body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
}
