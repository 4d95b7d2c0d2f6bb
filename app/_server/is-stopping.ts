import "server-only";

declare global {
  // Set by scripts/serve.mjs, in whose process this runs.
  var mailgrantIsStopping: boolean | undefined;
}

/** Whether the web server was told to stop and only finishes what is under way. */
export function isStopping(): boolean {
  return globalThis.mailgrantIsStopping === true;
}
