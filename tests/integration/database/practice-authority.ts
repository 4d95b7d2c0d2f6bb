import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Certificates, createCertificates } from "@/tests/servers/certificates";

let made: Certificates | undefined;

/**
 * Makes an authority that the tests' own processes trust, to be called before any of them starts: Node reads
 * NODE_EXTRA_CA_CERTS once. The set-ups of one run share it.
 */
export function trustPracticeAuthority(): string {
  if (made === undefined) {
    const directory = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-ca-"));
    process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
    made = createCertificates(directory);
  }
  process.env.NODE_EXTRA_CA_CERTS = made.certificateAuthorityPath;
  return made.certificateAuthorityPath;
}

/** In a test: certificates of the authority that its process trusts. */
export function trustedCertificates(): Certificates {
  const authority = process.env.NODE_EXTRA_CA_CERTS;
  if (authority === undefined) throw new Error("The set-up has made no authority");
  return createCertificates(path.dirname(authority));
}
