/**
 * A folder's name as IMAP writes it (RFC 3501, section 5.1.3): printable ASCII as it is, "&" as "&-", everything else
 * as UTF-16 in a base64 of its own between "&" and "-".
 */
export function encodeModifiedUtf7(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => (run === "&" ? "&-" : `&${encodeRun(run)}-`));
}

/** A folder's name as people read it. What is not encoded as it should be stays as it is. */
export function decodeModifiedUtf7(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, run: string) => (run === "" ? "&" : (decodeRun(run) ?? whole)));
}

function encodeRun(run: string): string {
  const bigEndian = Buffer.from(run, "utf16le").swap16();
  return bigEndian.toString("base64").replace(/=+$/, "").replaceAll("/", ",");
}

function decodeRun(run: string): string | undefined {
  const bytes = Buffer.from(run.replaceAll(",", "/"), "base64");
  return bytes.length > 0 && bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : undefined;
}
