import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

export default defineConfig({
  resolve: { alias },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes when a busy machine gets to it.
    expect: { poll: { timeout: 15_000 } },
    // Two cores serve the tests and the servers that they talk to.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.ts"] } },
      {
        extends: true,
        // Each command of the operator's command line starts a process, and most of them a database of their own.
        test: { name: "servers", include: ["tests/integration/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: ["tests/integration/processes/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "embedded",
          include: ["tests/integration/database/**/*.test.ts"],
          globalSetup: ["tests/integration/database/set-up-embedded.ts"],
          setupFiles: ["tests/integration/database/use-environment.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["tests/integration/database/**/*.test.ts"],
          globalSetup: ["tests/integration/database/set-up-postgres.ts"],
          setupFiles: ["tests/integration/database/use-environment.ts"],
        },
      },
    ],
  },
});
