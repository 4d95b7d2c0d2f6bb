/** How many rows one transaction deletes: few enough that nobody waits long for it. */
export const pageSize = 5_000;

/**
 * Deletes page by page until a page is not full, or `signal` ends it; `deletePage` is one transaction and answers how
 * many rows it deleted. Answers how many there were in all.
 */
export async function deleteInPages(deletePage: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await deletePage();
    total += count;
    if (count < pageSize) break;
  }
  return total;
}
