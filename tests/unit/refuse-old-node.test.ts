import { expect, test } from "vitest";
import { refuseOldNode } from "@/scripts/prepare.mjs";

test("a Node that is too old is refused with a sentence, before anything is installed", () => {
  for (const version of ["18.20.4", "20.18.3"]) {
    expect(() => refuseOldNode(version)).toThrow(`Mailgrant needs Node 20.19 or newer; this is Node ${version}.`);
  }
  for (const version of ["20.19.0", "22.0.0", "24.1.0"]) expect(() => refuseOldNode(version)).not.toThrow();
});
