import { expect, test } from "vitest";
import { beginInTurn } from "@/app/_server/begin-in-turn";

test("a request that comes alone is begun at once", () => {
  let isBegun = false;
  beginInTurn(() => {
    isBegun = true;
  });
  expect(isBegun).toBe(true);
});

test("of a thousand that come at once the first go on before the last is begun, and all are begun in their order", async () => {
  const begun: number[] = [];
  let begunWhenFirstWentOn = 0;
  await new Promise<void>((resolve) => {
    for (let index = 0; index < 1000; index += 1) {
      beginInTurn(() => {
        begun.push(index);
        if (index === 0)
          setImmediate(() => {
            begunWhenFirstWentOn = begun.length;
          });
        if (index === 999) resolve();
      });
    }
  });
  expect(begunWhenFirstWentOn).toBeLessThan(50);
  expect(begun).toEqual(Array.from({ length: 1000 }, (_, index) => index));
});
