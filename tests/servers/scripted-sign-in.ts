/** What the person in front of the practice provider does. */
export interface ScriptedPerson {
  readonly address: string;
  readonly password: string;
  /** At the consent page; "accept" where it is left out. */
  readonly consent?: "accept" | "accept-for-organization" | "cancel";
}

interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** The cookies of one scripted browser. Paths count, because the provider's sign-in cookies are bound to theirs. */
export class CookieJar {
  #cookies: StoredCookie[] = [];

  store(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const [name = "", value = ""] = splitAt(pair, "=");
      const attribute = new Map(
        attributes.map((text) => {
          const [key, content] = splitAt(text, "=");
          return [key.toLowerCase(), content];
        }),
      );
      const path = attribute.get("path") ?? "/";
      this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
      const expires = attribute.get("expires");
      if (expires === undefined || Date.parse(expires) > Date.now()) this.#cookies.push({ name, value, path });
    }
  }

  header(url: URL): string {
    const matching = this.#cookies.filter(
      ({ path }) => url.pathname === path || url.pathname.startsWith(path.endsWith("/") ? path : `${path}/`),
    );
    return matching.map(({ name, value }) => `${name}=${value}`).join("; ");
  }
}

const stepLimit = 20;

/**
 * Follows an authorization request through the practice provider's pages as a browser would, until it is sent to
 * `callbackUrl`. Returns that address with its parameters. An error page throws with the text of the page.
 */
export async function signInByScript(
  authorizationUrl: string,
  callbackUrl: string,
  person: ScriptedPerson,
  jar: CookieJar = new CookieJar(),
): Promise<URL> {
  let url = new URL(authorizationUrl);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < stepLimit; step += 1) {
    if (url.href.startsWith(callbackUrl)) return url;
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: jar.header(url) },
      ...(form ? { body: form } : {}),
    });
    jar.store(response);
    const location = response.headers.get("location");
    form = location ? undefined : answerPage(await response.text(), person);
    if (location) url = new URL(location, url);
  }
  throw new Error("The sign-in did not come to an end.");
}

function answerPage(html: string, person: ScriptedPerson): URLSearchParams {
  const heading = /<h1>(.*?)<\/h1>/.exec(html)?.[1];
  const problem = /role="alert">(.*?)</.exec(html)?.[1];
  if (problem) throw new Error(`${heading}: ${decodeEntities(problem)}`);
  if (heading === "Sign in") {
    return new URLSearchParams({ address: person.address, password: person.password, action: "sign-in" });
  }
  if (heading === "Permissions requested") {
    const organization = person.consent === "accept-for-organization" ? { organization: "yes" } : {};
    return new URLSearchParams({ action: person.consent === "cancel" ? "cancel" : "accept", ...organization });
  }
  if (heading === "Need admin approval") return new URLSearchParams({ action: "return" });
  throw new Error(`The provider showed an unexpected page: ${heading}`);
}

function decodeEntities(html: string): string {
  return html.replace(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code)));
}

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
