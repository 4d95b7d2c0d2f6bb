import type { SeededTenant } from "./seed";

/** Signs the owner in by the form, as a browser without scripts does, and gives the cookie to send. */
export async function signInOwner({ ownerEmail, ownerPassword }: SeededTenant, origin: string): Promise<string> {
  const page = await (await fetch(`${origin}/sign-in`)).text();
  const form = new FormData();
  for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined) form.append(unescapeHtml(name), unescapeHtml(/value="([^"]*)"/.exec(tag)?.[1] ?? ""));
  }
  form.append("email", ownerEmail);
  form.append("password", ownerPassword);
  const answer = await fetch(`${origin}/sign-in`, {
    method: "POST",
    body: form,
    headers: { origin },
    redirect: "manual",
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  if (!cookies.some((cookie) => cookie.includes("session-token="))) {
    throw new Error(`Signing in was answered with ${answer.status} and no session`);
  }
  return cookies.join("; ");
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}
