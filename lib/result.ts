/** The outcome of an act that can fail in ways its caller is expected to handle. */
export type Result<Value, Failure> = { ok: true; value: Value } | { ok: false; failure: Failure };

/** Wraps a success. */
export function succeed<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** Wraps an expected failure. */
export function fail<Failure>(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
