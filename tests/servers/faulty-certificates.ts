import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Certificates } from "./certificates";

type ServerCertificate = Pick<Certificates, "serverCertificatePath" | "serverKeyPath">;

/** Certificates that have to be refused, each for one reason alone. */
export interface FaultyCertificates {
  /** For localhost, vouched for by nobody. */
  readonly selfSigned: ServerCertificate;
  /** For localhost, by the trusted authority, and over since yesterday. */
  readonly expired: ServerCertificate;
  /** By the trusted authority, for mail.elsewhere.test. */
  readonly wrongName: ServerCertificate;
}

/** Makes them with openssl in the folder of the authority, or takes those that are there already. */
export function createFaultyCertificates({ certificateAuthorityPath }: Certificates): FaultyCertificates {
  const authority = path.dirname(certificateAuthorityPath);
  const folder = path.join(authority, "faulty");
  mkdirSync(folder, { recursive: true });
  const make = (name: string, host: string, days: number | null): ServerCertificate => {
    const file = (kind: string) => path.join(folder, `${name}.${kind}`);
    const made = { serverCertificatePath: file("pem"), serverKeyPath: file("key") };
    if (existsSync(made.serverCertificatePath)) return made;
    const openssl = (...parameters: string[]) => execFileSync("openssl", parameters, { stdio: "ignore" });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("key")];
    const subject = ["-subj", `/CN=${host}`];
    if (days === null) {
      const names = ["-addext", `subjectAltName=DNS:${host}`];
      openssl("req", "-x509", ...key, ...subject, ...names, "-days", "30", "-out", file("pem"));
      return made;
    }
    openssl("req", ...key, ...subject, "-out", file("csr"));
    writeFileSync(file("ext"), `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
    const signer = [
      "-CA",
      certificateAuthorityPath,
      "-CAkey",
      path.join(authority, "authority.key"),
      "-CAcreateserial",
    ];
    const signed = ["-in", file("csr"), "-out", file("pem"), "-extfile", file("ext"), "-days", String(days)];
    openssl("x509", "-req", ...signer, ...signed);
    return made;
  };
  return {
    selfSigned: make("self-signed", "localhost", null),
    expired: make("expired", "localhost", -1),
    wrongName: make("wrong-name", "mail.elsewhere.test", 30),
  };
}
