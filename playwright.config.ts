import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The system's browser: nothing is downloaded for the tests.
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = browsers.find((file) => existsSync(file));

export default defineConfig({
  testDir: "tests/e2e",
  // One at a time: the journeys share one installation, and the machine has two cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "line",
  outputDir: "test-results",
  use: {
    trace: "off",
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Chromium's sandbox does not start for root, as which a build machine often runs.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
