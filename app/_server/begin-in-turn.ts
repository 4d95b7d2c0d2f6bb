/**
 * How many requests are begun before those that were begun earlier get a turn. Eight were as good as fewer, and 32 or all
 * that are there let the first of a thousand wait three times as long for its question to the database.
 */
const beginningsPerTurn = 8;

const waiting: (() => void)[] = [];
let begunInTurn = 0;

/**
 * Begins the work on a request: at once, unless many come at the same moment; then a few in each turn of the event loop,
 * in the order in which they came. So the first of them go on to the database and to a provider while the others are being
 * begun, instead of after all of them.
 */
export function beginInTurn(begin: () => void): void {
  if (begunInTurn === beginningsPerTurn) {
    waiting.push(begin);
    return;
  }
  if (begunInTurn === 0) setImmediate(startTurn);
  begunInTurn += 1;
  begin();
}

function startTurn(): void {
  const next = waiting.splice(0, beginningsPerTurn);
  begunInTurn = next.length;
  if (next.length > 0) setImmediate(startTurn);
  for (const begin of next) begin();
}
