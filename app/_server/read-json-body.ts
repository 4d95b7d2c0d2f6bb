import "server-only";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";

/** The most that a request of the REST API may hold, in bytes: 1 MiB. */
export const bodyCapBytes = 1024 * 1024;

/** What the REST API looks at in a request. One of the Fetch Standard's is one, and costs more to make. */
export type RestRequest = Pick<Request, "method" | "url"> & {
  headers: Pick<Headers, "get">;
  body: ReadableStream<Uint8Array> | null;
};

export type JsonBody = { text: string; value: unknown };

/**
 * The JSON body of a request with its text; an empty body is the text "" and no value. Refuses what is not
 * `application/json`, what is longer than the cap as soon as that is known, what is not UTF-8 or not JSON, and texts
 * that no column of PostgreSQL's can hold.
 */
export async function readJsonBody(
  request: RestRequest,
): Promise<Result<JsonBody, Failure<"too_large" | "unsupported_media_type" | "invalid_request">>> {
  const read = await readCapped(request);
  if (!read.ok) return read;
  const bytes = read.value;
  if (bytes.length === 0) return succeed({ text: "", value: undefined });
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return fail({
      code: "unsupported_media_type",
      message: "Send the body as JSON, with the header Content-Type: application/json.",
    });
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    // Only an escape can bring such a character through the parser.
    if (text.includes("\\u") && !isStorable(value)) return fail(unstorable("The body"));
    return succeed({ text, value });
  } catch {
    return fail({ code: "invalid_request", message: "The body is not JSON in UTF-8." });
  }
}

/** Whether PostgreSQL can hold every text in a value: none has a NUL character or half of a surrogate pair. */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") return !/[\0\p{Surrogate}]/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, entry]) => isStorable(name) && isStorable(entry));
}

/** The failure of what isStorable refuses. */
export function unstorable(what: string): Failure<"invalid_request"> {
  return { code: "invalid_request", message: `${what} holds a NUL character or half of a surrogate pair.` };
}

const tooLarge: Failure<"too_large"> = {
  code: "too_large",
  message: `A request may hold at most ${bodyCapBytes} bytes.`,
};

async function readCapped(request: RestRequest): Promise<Result<Buffer, Failure<"too_large" | "invalid_request">>> {
  if (Number(request.headers.get("content-length")) > bodyCapBytes) return fail(tooLarge);
  if (request.body === null) return succeed(Buffer.alloc(0));
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const next = await readNext(reader);
    if (next === null) return fail({ code: "invalid_request", message: "The connection broke off within the body." });
    if (next.done) return succeed(Buffer.concat(chunks));
    length += next.value.length;
    if (length > bodyCapBytes) {
      await reader.cancel();
      return fail(tooLarge);
    }
    chunks.push(next.value);
  }
}

/** The next bytes; null when whoever sends them has hung up, which no fault of the server's must be taken for. */
async function readNext(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch {
    return null;
  }
}
