// Which room may import which: the rules of docs/architecture.md, checked by `npm test`.
// tests/unit/import-rules.test.ts shows that each of them bites.

const groundFloor = "^lib/(result|errors|secret|clock|log)\\.ts$";
const database = "^node_modules/(pg|@prisma|prisma)/";
const enums = "^lib/db/generated/enums\\.ts$";
const frameworks = "^node_modules/(next|next-auth|@auth|react|react-dom)/";

// From the lowest up: each may import those before it. Audit and tenancy know each other's records.
const useCaseRooms = [
  ["tenancy", "audit", "event", "revision"],
  ["idp-config"],
  ["grant"],
  ["system-email"],
  ["verification"],
  ["health"],
  ["mail-worker"],
  ["webhook", "management", "api-reference"],
  ["alerts"],
  ["jobs"],
];

// Every act that reads across tenants, by hand, so that a new one is a decision that somebody sees.
const actsWithoutTenant = [
  "lib/alerts/evaluate-due-tenants.ts",
  "lib/alerts/find-stopped-jobs.ts",
  "lib/alerts/note-heartbeat.ts",
  "lib/alerts/remove-old-alerts.ts",
  "lib/alerts/send-due-notices.ts",
  "lib/alerts/watch-heartbeats.ts",
  "lib/db/as-system.ts",
  "lib/event/remove-old-events.ts",
  "lib/grant/claim-due-grants.ts",
  "lib/grant/consume-pending-authorization.ts",
  "lib/grant/find-authorization-link.ts",
  "lib/grant/record-outcome.ts",
  "lib/grant/remove-ended-authorizations.ts",
  "lib/grant/remove-passed-pauses.ts",
  "lib/health/remove-old-hours.ts",
  "lib/idp-config/warn-of-expiring-credentials.ts",
  "lib/jobs/read-metrics.ts",
  "lib/mail-worker/remove-idle-counts.ts",
  "lib/mail-worker/remove-old-idempotency-keys.ts",
  "lib/mail-worker/remove-old-reads.ts",
  "lib/system-email/delete-tenant.ts",
  "lib/tenancy/add-member.ts",
  "lib/tenancy/change-password.ts",
  "lib/tenancy/check-sign-in.ts",
  "lib/tenancy/create-tenant.ts",
  "lib/tenancy/end-session.ts",
  "lib/tenancy/enter-tenant.ts",
  "lib/tenancy/find-tenant.ts",
  "lib/tenancy/first-run.ts",
  "lib/tenancy/is-session-live.ts",
  "lib/tenancy/list-sessions.ts",
  "lib/tenancy/list-tenants.ts",
  "lib/tenancy/operate-tenant.ts",
  "lib/tenancy/remove-ended-limits.ts",
  "lib/tenancy/remove-ended-sessions.ts",
  "lib/tenancy/reseal-data-keys.ts",
  "lib/tenancy/start-session.ts",
  "lib/verification/claim-due-checks.ts",
  "lib/verification/leave-server-alone.ts",
  "lib/verification/remove-old-verifications.ts",
  "lib/verification/wake-set-aside.ts",
  "lib/webhook/fan-out-events.ts",
  "lib/webhook/find-delivery.ts",
  "lib/webhook/remove-old-deliveries.ts",
];

/** Forbids an import; `comment` is what a developer reads who broke the rule. */
function forbid(name, comment, from, to) {
  return { name, comment, severity: "error", from, to };
}

module.exports = {
  forbidden: [
    forbid("no-cycle", "Two files that need each other are one, or lack a third below them.", {}, { circular: true }),
    // Next answers for server-only itself.
    forbid("resolvable", "The import leads nowhere.", {}, { couldNotResolve: true, pathNot: "^server-only$" }),
    forbid(
      "no-orphan",
      "Nothing imports this file and it imports nothing: remove it.",
      { orphan: true, path: "^(lib|components)/" },
      {},
    ),

    forbid(
      "lib-below-transport",
      "The domain does not know who asks.",
      { path: "^lib/" },
      { path: "^(app|components)/" },
    ),
    forbid("lib-without-framework", "The domain runs without Next and React.", { path: "^lib/" }, { path: frameworks }),
    forbid(
      "ground-floor",
      "The ground floor imports nothing of ours.",
      { path: groundFloor },
      { path: "^(lib|scripts)/" },
    ),
    forbid(
      "env-on-ground-floor",
      "The environment is parsed with the egress policy's parser and into secrets; it knows nothing else.",
      { path: "^lib/env\\.ts$" },
      { path: "^(lib|scripts)/", pathNot: "^lib/(egress/policy|secret)\\.ts$" },
    ),
    forbid(
      "pure-room",
      "A pure room gets what it needs as arguments. It knows the ground floor, egress and the presets; oauth and mail do not know each other.",
      { path: "^lib/(oauth|mail|diagnosis)/" },
      { path: "^(lib|scripts)/", pathNot: ["^lib/$1/", "^lib/(egress|providers)/", groundFloor] },
    ),
    forbid(
      "egress-and-presets-lowest",
      "Egress and the presets are below the other pure rooms and know the ground floor only.",
      { path: "^lib/(egress|providers)/" },
      { path: "^(lib|scripts)/", pathNot: ["^lib/$1/", groundFloor] },
    ),
    forbid(
      "crypto-low",
      "Cryptography knows the ground floor only; keys are arguments.",
      { path: "^lib/crypto/" },
      { path: "^(lib|scripts)/", pathNot: ["^lib/crypto/", groundFloor, "^lib/env\\.ts$"] },
    ),
    forbid(
      "db-low",
      "The database room knows the ground floor only.",
      { path: "^lib/db/" },
      { path: "^(lib|scripts)/", pathNot: ["^lib/db/", groundFloor, "^lib/env\\.ts$"] },
    ),
    ...useCaseRooms.slice(0, -1).map((rooms, index) =>
      forbid(
        `${rooms[0]}-imports-downwards`,
        "Use-case rooms import each other downwards only; the order is at the top of .dependency-cruiser.cjs.",
        { path: `^lib/(${rooms.join("|")})/` },
        {
          path: `^lib/(${useCaseRooms
            .slice(index + 1)
            .flat()
            .join("|")})/`,
        },
      ),
    ),

    forbid(
      "database-behind-db",
      "The database is reached through inTenant and asSystem.",
      { path: "^(app|components|lib)/", pathNot: "^lib/db/" },
      { path: database },
    ),
    forbid(
      "connections-behind-db",
      "A bare connection is bound to no tenant: use inTenant.",
      { path: "^(app|components|lib)/", pathNot: "^lib/db/" },
      { path: "^lib/db/client\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "run-alone-is-listed",
      "runAlone is bound to no tenant and no role; it serves the tables of libraries that belong to none.",
      { pathNot: ["^lib/db/", "^tests/", "^lib/tenancy/rate-limit\\.ts$", "^lib/jobs/queue\\.ts$"] },
      { path: "^lib/db/run-alone\\.ts$" },
    ),
    forbid(
      "metrics-low",
      "Counting and tracing know nothing of ours.",
      { path: "^lib/(metrics|tracing)/" },
      { path: "^(lib|scripts)/", pathNot: "^lib/$1/" },
    ),
    forbid(
      "generated-client-behind-db",
      "Only the database room runs the generated client; the enums are words that everybody shares.",
      { pathNot: ["^lib/db/", "^tests/"] },
      { path: "^lib/db/generated/", pathNot: enums, dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "rows-stay-in-the-domain",
      "A row may hold what its reader must not see: a use case returns what is meant for showing.",
      { path: "^(app|components|scripts)/" },
      { path: "^lib/db/generated/", pathNot: enums },
    ),
    forbid(
      "as-system-is-listed",
      "asSystem sees every tenant's rows. If this act truly has no tenant yet, add it to actsWithoutTenant.",
      { pathNot: ["^tests/", ...actsWithoutTenant.map((file) => `^${file.replace(".", "\\.")}$`)] },
      { path: "^lib/db/as-system\\.ts$" },
    ),

    forbid(
      "components-below-app",
      "A component does not know the page that it is on.",
      { path: "^components/" },
      { path: "^app/" },
    ),
    forbid(
      "components-take-types",
      "Components take types and schemas from the domain, and nothing that acts.",
      { path: "^components/" },
      {
        path: "^lib/",
        pathNot: ["(schema|contract|presets|entra-endpoints|owner-words|cause-words)\\.ts$", "^lib/result\\.ts$"],
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "next-in-app",
      "Only app knows Next; components may link and navigate.",
      { path: "^(components|scripts)/", pathNot: "^scripts/serve\\.mjs$" },
      { path: "^node_modules/next/", pathNot: "^node_modules/next/(link|form|navigation)\\." },
    ),
    forbid(
      "next-auth-has-one-importer",
      "Sign-in can be replaced in one place.",
      { pathNot: ["^app/_server/sign-in\\.ts$", "^node_modules/"] },
      { path: "^node_modules/(next-auth|@auth)/" },
    ),
    forbid(
      "transport-decides-nothing",
      "Pages, actions and routes call a use case; they take only types and schemas from the rooms below.",
      { path: "^app/" },
      {
        path: "^lib/(db|crypto|oauth|mail|egress|diagnosis)/",
        pathNot: ["schema\\.ts$", enums, "^lib/db/(migrate|check-readiness)\\.ts$"],
        dependencyTypesNot: ["type-only"],
      },
    ),

    forbid(
      "tests-are-not-imported",
      "Nothing that runs depends on a test.",
      { pathNot: ["^tests/", "^scripts/demo"] },
      { path: "^tests/" },
    ),
    forbid(
      "demo-uses-the-practice-servers",
      "The demo takes the practice servers and nothing else of the tests.",
      { path: "^scripts/demo" },
      { path: "^tests/", pathNot: "^tests/servers/" },
    ),
    forbid(
      "no-development-package-at-run-time",
      "A production install does not have this package: move it to dependencies.",
      { path: "^(app|components|lib)/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^lib/db/generated"] },
    exclude: { path: ["^\\.next/", "^data/", "^test-results/"] },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
