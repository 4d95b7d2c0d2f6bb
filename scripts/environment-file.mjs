import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./prepare.mjs";

/** Reads `.env` of the checkout, where there is one, as the web server does too. What the environment says already wins. */
export function loadEnvironmentFile() {
  const file = path.join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
