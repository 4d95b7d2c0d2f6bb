import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

declare global {
  // Next loads a module once per bundle; the process must still count in one place.
  var mailgrantMetrics: Metrics | undefined;
}

type Metrics = ReturnType<typeof createMetrics>;

/** The process's counters, as Prometheus reads them. Labels are of a fixed few values: never a tenant, a mailbox or an address. */
export function metrics(): Metrics {
  globalThis.mailgrantMetrics ??= createMetrics();
  return globalThis.mailgrantMetrics;
}

function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  // Of the process itself: memory, CPU, event loop, garbage collection.
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    refreshes: new Counter({
      name: "mailgrant_refreshes_total",
      help: "Refreshes of Grants by provider, outcome (refreshed or failed) and failure class",
      labelNames: ["provider", "outcome", "class"] as const,
      registers,
    }),
    credentialReads: new Counter({
      name: "mailgrant_credential_reads_total",
      help: "Credentials handed out, by mailbox, and refused, by the code of the problem",
      labelNames: ["outcome"] as const,
      registers,
    }),
    jobRuns: new Counter({
      name: "mailgrant_job_runs_total",
      help: "Jobs that this process ran, by queue and outcome (completed or failed)",
      labelNames: ["queue", "outcome"] as const,
      registers,
    }),
    databaseUp: new Gauge({
      name: "mailgrant_database_up",
      help: "Whether the database answered the last scrape",
      registers,
    }),
    tokens: new Gauge({
      name: "mailgrant_tokens",
      help: "Grants by the status of their token: active, expired or needs_reauthorization",
      labelNames: ["status"] as const,
      registers,
    }),
    leases: new Gauge({
      name: "mailgrant_leases",
      help: "Leases by kind (refresh of a Grant, fetch of a mailbox, check of a half) that are held, or ran out without being ended",
      labelNames: ["kind", "state"] as const,
      registers,
    }),
    leaseAgeSeconds: new Gauge({
      name: "mailgrant_refresh_lease_age_seconds",
      help: "How long ago the oldest refresh lease that has not been given back was taken",
      registers,
    }),
    queueDepth: new Gauge({
      name: "mailgrant_job_queue_depth",
      help: "Jobs by queue that wait or are carried out",
      labelNames: ["queue", "state"] as const,
      registers,
    }),
    deadWebhookDeliveries: new Gauge({
      name: "mailgrant_dead_webhook_deliveries",
      help: "Webhook deliveries that were given up and not replayed since",
      registers,
    }),
    sweepLagSeconds: new Gauge({
      name: "mailgrant_sweep_lag_seconds",
      help: "How long the Grant that waits longest has been due for its refresh",
      registers,
    }),
    checks: new Counter({
      name: "mailgrant_checks_total",
      help: "Verifications that were kept, by protocol and outcome (healthy, transient or failed)",
      labelNames: ["protocol", "outcome"] as const,
      registers,
    }),
    checkLagSeconds: new Gauge({
      name: "mailgrant_check_lag_seconds",
      help: "How long the half of a mailbox that waits longest has been due for its check",
      registers,
    }),
    webhookDeliveries: new Counter({
      name: "mailgrant_webhook_deliveries_total",
      help: "Attempts to deliver a webhook, by outcome (delivered, failed or dead)",
      labelNames: ["outcome"] as const,
      registers,
    }),
    openAlerts: new Gauge({
      name: "mailgrant_open_alerts",
      help: "Open alerts of all tenants, by kind",
      labelNames: ["kind"] as const,
      registers,
    }),
    alertNews: new Counter({
      name: "mailgrant_alert_news_total",
      help: "What was told of alerts: opened, updated, escalated or recovered",
      labelNames: ["kind"] as const,
      registers,
    }),
    alertMails: new Counter({
      name: "mailgrant_alert_mails_total",
      help: "Tries to send an e-mail about alerts, by outcome (sent, failed or given_up)",
      labelNames: ["outcome"] as const,
      registers,
    }),
    jobLastRunSeconds: new Gauge({
      name: "mailgrant_job_last_run_age_seconds",
      help: "How long ago something that runs by itself last ran in any process",
      labelNames: ["job"] as const,
      registers,
    }),
    httpSeconds: new Histogram({
      name: "mailgrant_http_request_duration_seconds",
      help: "Duration of REST calls by operation and status",
      labelNames: ["operation", "status"] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  };
}
