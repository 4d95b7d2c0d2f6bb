import { inject } from "vitest";

// Before a test's own imports, which read the environment once.
Object.assign(process.env, inject("environment"));
