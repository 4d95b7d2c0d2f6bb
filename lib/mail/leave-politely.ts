const graceMs = 1000;

/**
 * Waits for a goodbye (LOGOUT, QUIT) as long as manners ask, a second at most: the outcome is known by then, and
 * a server that does not answer it, or drops the connection instead, changes nothing about it.
 */
export async function leavePolitely(goodbye: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([goodbye.catch(() => undefined), grace]);
  clearTimeout(timer);
}
