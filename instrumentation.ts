/** Runs once before the server answers: parses the environment, starts tracing where it is wanted, brings the database up to date, prints the first-run code. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startWebTracing } = await import("./app/_server/start-web-tracing");
  await startWebTracing();
  const { prepareServer } = await import("./app/_server/prepare-server");
  await prepareServer();
  const { startRestServer } = await import("./app/_server/rest-server");
  startRestServer();
}
