/** How a receiver checks a webhook by the Standard Webhooks specification, with nothing but the language's own library. */
export const nodeCheck = `import { createHmac, timingSafeEqual } from "node:crypto";

// secrets: one, or both while a secret is rotated. body: the raw text, before it is parsed.
export function isGenuine(headers, body, secrets) {
  const at = Number(headers["webhook-timestamp"]);
  if (Math.abs(Date.now() / 1000 - at) > 300) return false; // an old one, sent again
  const signed = \`\${headers["webhook-id"]}.\${at}.\${body}\`;
  const given = headers["webhook-signature"].split(" ").map((one) => Buffer.from(one));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const expected = Buffer.from("v1," + createHmac("sha256", key).update(signed).digest("base64"));
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
}`;

export const pythonCheck = `import base64, hashlib, hmac, time

# secrets: one, or both while a secret is rotated. body: the raw bytes, before they are parsed.
def is_genuine(headers, body, secrets):
    at = headers["webhook-timestamp"]
    if abs(time.time() - int(at)) > 300:  # an old one, sent again
        return False
    signed = f"{headers['webhook-id']}.{at}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(one, expected) for one in headers["webhook-signature"].split(" ")):
            return True
    return False`;
