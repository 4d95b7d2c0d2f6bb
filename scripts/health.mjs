// Whether the process that listens on PORT of this machine is alive, as an exit code: what a container's health check runs.
const response = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health/live`).catch(() => null);
process.exit(response?.ok ? 0 : 1);
