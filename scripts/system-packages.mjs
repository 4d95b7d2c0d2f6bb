import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} SystemPackage
 * @property {string} purpose What the package is needed for, as the rest of a sentence.
 * @property {readonly string[]} debianPackages
 * @property {() => boolean} isInstalled
 */

const dovecotLibraries = ["/usr/lib/dovecot", "/usr/libexec/dovecot", "/opt/homebrew/libexec/dovecot"];

/** @type {Readonly<Record<string, SystemPackage>>} */
const packages = {
  dovecot: {
    purpose: "real IMAP, POP3, submission and LMTP servers (Dovecot 2.3)",
    debianPackages: ["dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd", "dovecot-submissiond", "openssl"],
    isInstalled: () =>
      findProgram("dovecot") !== undefined &&
      findProgram("openssl") !== undefined &&
      ["imap", "pop3", "lmtp", "submission"].every((part) =>
        dovecotLibraries.some((folder) => existsSync(path.join(folder, part))),
      ),
  },
  postgresql: {
    purpose: "a private PostgreSQL server (initdb, postgres)",
    debianPackages: ["postgresql"],
    isInstalled: () => {
      const versions = "/usr/lib/postgresql";
      const folders = existsSync(versions)
        ? readdirSync(versions).map((version) => path.join(versions, version, "bin"))
        : [];
      return ["initdb", "postgres", "pg_ctl"].every((program) => findProgram(program, folders) !== undefined);
    },
  },
  chromium: {
    purpose: "a browser for the journeys (Chromium)",
    debianPackages: ["chromium"],
    isInstalled: () =>
      ["chromium", "chromium-browser", "google-chrome"].some((name) => findProgram(name) !== undefined),
  },
};

/** Thrown when something is missing that cannot be installed from here. `missing` has the names. */
export class MissingSystemPackages extends Error {
  /** @param {readonly string[]} missing @param {string} reason */
  constructor(missing, reason) {
    const lines = missing.map((name) => `  - ${name}: ${packages[name].purpose}`);
    const debian = missing.flatMap((name) => packages[name].debianPackages).join(" ");
    super(`Missing on this machine:\n${lines.join("\n")}\n${reason}\nOn Debian or Ubuntu: apt-get install ${debian}`);
    this.name = "MissingSystemPackages";
    this.missing = missing;
  }
}

/**
 * Which of the named packages this machine lacks.
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function findMissingSystemPackages(names) {
  const unknown = names.filter((name) => !(name in packages));
  if (unknown.length > 0) throw new Error(`Unknown system packages: ${unknown.join(", ")}`);
  return names.filter((name) => !packages[name].isInstalled());
}

/**
 * Makes sure that the named packages are there. Root on Debian or Ubuntu installs what is missing; everybody else gets
 * `MissingSystemPackages`, so that nothing is skipped in silence.
 * @param {readonly string[]} names
 */
export function ensureSystemPackages(names) {
  const missing = findMissingSystemPackages(names);
  if (missing.length === 0) return;
  if (findProgram("apt-get") === undefined) {
    throw new MissingSystemPackages(missing, "They can only be installed from here on Debian and Ubuntu.");
  }
  if (process.getuid?.() !== 0) {
    throw new MissingSystemPackages(missing, "They can only be installed by root.");
  }
  const debianPackages = missing.flatMap((name) => packages[name].debianPackages);
  console.log(`Missing on this machine: ${missing.join(", ")}.`);
  withoutStartingServers(() => {
    runApt("Fetching the package lists", ["update"], missing);
    runApt(
      `Installing ${debianPackages.join(" ")}`,
      ["install", "-y", "--no-install-recommends", ...debianPackages],
      missing,
    );
  });
  const stillMissing = findMissingSystemPackages(names);
  if (stillMissing.length > 0) throw new MissingSystemPackages(stillMissing, "They were installed, but not found.");
}

/** @param {string} step @param {readonly string[]} parameters @param {readonly string[]} missing */
function runApt(step, parameters, missing) {
  console.log(`${step} …`);
  const started = Date.now();
  try {
    execFileSync("apt-get", ["-q", ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 100 * 1024 * 1024,
    });
  } catch (cause) {
    const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new MissingSystemPackages(missing, `apt-get ${parameters[0]} failed: ${output}`);
  }
  console.log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * Debian starts a server when its package is installed, on its usual ports; the tests only want the programs. A policy
 * file forbids it for the while, unless the machine has one already.
 * @param {() => void} install
 */
function withoutStartingServers(install) {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return install();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** @param {string} name @param {readonly string[]} [folders] */
function findProgram(name, folders = []) {
  const searched = [
    ...folders,
    ...(process.env.PATH ?? "").split(path.delimiter),
    "/usr/sbin",
    "/sbin",
    "/opt/homebrew/sbin",
  ];
  return searched.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
