/**
 * How V8 is to keep the web server's memory. A request of a thousand tokens makes megabytes that live for a moment: a
 * young generation of 64 MB takes them without copying. What outlives it lets the old generation grow to three times what
 * is alive before V8 looks; half as much again keeps the memory small and flat.
 */
export const webServerFlags = ["--max-semi-space-size=64", "--heap-growing-percent=50"];
