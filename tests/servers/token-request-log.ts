/** One call of the token endpoint. */
export interface TokenRequest {
  /** `authorization_code`, `refresh_token`, or what else was sent. */
  readonly grantType: string;
  readonly clientId: string;
  /** `issued`, or the `error` that was answered. */
  readonly outcome: string;
}

/** How often the token endpoint was called, with which grant type and outcome, since the last reset. */
export class TokenRequestLog {
  #requests: TokenRequest[] = [];

  record(request: TokenRequest): void {
    this.#requests.push(request);
  }

  all(): readonly TokenRequest[] {
    return [...this.#requests];
  }

  /** The number of calls that match every field given; of all calls without an argument. */
  count(match: Partial<TokenRequest> = {}): number {
    const fields = Object.entries(match);
    const values = (request: TokenRequest) => new Map<string, string>(Object.entries(request));
    return this.#requests.filter((request) => fields.every(([name, value]) => values(request).get(name) === value))
      .length;
  }

  reset(): void {
    this.#requests = [];
  }
}
