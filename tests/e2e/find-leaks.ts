import { basicMailbox, practiceRegistrations } from "@/tests/servers/practice-data";
import type { Stage } from "./stage";
import type { Traffic } from "./traffic";

// Anything in the shape of a JWT, of an XOAUTH2 blob, and of a sealed value, whoever it belongs to.
const shapes = [
  /eyJ[\w-]{10,}\.[\w-]{10,}\./,
  /dXNlcj[\w+/=]{40,}/,
  /Bearer (?!mgw_)[\w.~-]{20,}/,
  /v1\.[\w-]{1,32}\.[\w-]{40,}/,
];
const shownOnce = /mgw_[0-9a-f]{12}_[\w-]{43}|whsec_[\w+/=]{20,}/;

/** Every secret that a stage has given out or been given. */
export function secretsOf(stage: Stage): string[] {
  return [
    ...stage.practice.provider.issuedSecrets(),
    ...practiceRegistrations.flatMap(({ clientSecret }) => clientSecret ?? []),
    ...stage.passwords,
    basicMailbox.password,
    decodeURIComponent(new URL(stage.alertMail.url).password),
  ];
}

/** Finds the first secret in a text and gives its beginning; null where there is none. */
export function secretFinder(secrets: readonly string[]): (text: string) => string | null {
  const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]));
  const known = new RegExp([...forms].map((form) => form.replace(/[^\w]/g, "\\$&")).join("|"));
  return (text) => {
    const found = [known, ...shapes].flatMap((shape) => shape.exec(text)?.[0] ?? [])[0];
    return found === undefined ? null : `${found.slice(0, 8)}…`;
  };
}

/**
 * Where a secret is in what the product has printed and sent to browsers, one sentence a place. A Worker Key and a
 * webhook's signing secret are shown once, by the page that makes them.
 */
export function findLeaks(stage: Stage, traffic: Traffic): string[] {
  const find = secretFinder(secretsOf(stage));
  const places = [
    { place: "the log", text: stage.log(), mayIssue: false },
    ...traffic.flatMap(({ url, kind, text }) => {
      const mayIssue = /\/mail-workers\/(issue|webhooks\/)/.test(new URL(url, stage.url).pathname);
      return [
        { place: `the address ${url}`, text: url, mayIssue },
        { place: `${kind} of ${url}`, text, mayIssue },
      ];
    }),
  ];
  return places.flatMap(({ place, text, mayIssue }) => {
    const found = find(text) ?? (mayIssue ? null : (shownOnce.exec(text)?.[0].slice(0, 8) ?? null));
    return found === null ? [] : [`${found} in ${place}`];
  });
}
