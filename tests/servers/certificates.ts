import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A certificate authority of our own, and a server certificate for localhost, 127.0.0.1 and 127.0.0.2. */
export interface Certificates {
  /** For `NODE_EXTRA_CA_CERTS`, which Node reads once, when a process starts. */
  readonly certificateAuthorityPath: string;
  /** The authority's certificate, PEM. */
  readonly certificateAuthority: string;
  readonly serverCertificatePath: string;
  readonly serverKeyPath: string;
}

const ellipticKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes the certificates in a folder with openssl, or reads those that are there already. They are valid for 30 days. */
export function createCertificates(directory: string): Certificates {
  mkdirSync(directory, { recursive: true });
  const file = (name: string) => path.join(directory, name);
  if (!existsSync(file("server.pem"))) {
    const openssl = (...parameters: string[]) => execFileSync("openssl", parameters, { stdio: "ignore" });
    const authority = ["-keyout", file("authority.key"), "-out", file("authority.pem")];
    const constraints = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"];
    openssl(
      "req",
      "-x509",
      ...ellipticKey,
      "-days",
      "30",
      "-subj",
      "/CN=Mailgrant practice CA",
      ...authority,
      ...constraints,
    );
    openssl("req", ...ellipticKey, "-subj", "/CN=localhost", "-keyout", file("server.key"), "-out", file("server.csr"));
    writeFileSync(
      file("server.ext"),
      "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2\nextendedKeyUsage=serverAuth\n",
    );
    const signer = ["-CA", file("authority.pem"), "-CAkey", file("authority.key"), "-CAcreateserial"];
    const signed = ["-in", file("server.csr"), "-out", file("server.pem"), "-extfile", file("server.ext")];
    openssl("x509", "-req", "-days", "30", ...signer, ...signed);
  }
  return {
    certificateAuthorityPath: file("authority.pem"),
    certificateAuthority: readFileSync(file("authority.pem"), "utf8"),
    serverCertificatePath: file("server.pem"),
    serverKeyPath: file("server.key"),
  };
}
