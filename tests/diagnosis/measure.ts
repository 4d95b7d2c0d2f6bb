import { measureRates, type Rates } from "./rates";
import { readTexts } from "./texts";

// npx tsx tests/diagnosis/measure.ts [building|measuring]: the table of rates in docs/diagnosis.md.

const part = process.argv[2] === "building" ? "building" : "measuring";
const texts = [...readTexts(part).values()].flat();

console.log(
  "| part | texts | settled | right | transient | of the settled | confidently wrong |\n|---|---|---|---|---|---|---|",
);
print("all", measureRates(texts));
for (const stage of ["authorize", "token", "refresh", "imap", "pop3", "smtp", "network"])
  print(`stage ${stage}`, measureRates(texts.filter((text) => text.stage === stage)));
for (const provider of ["microsoft", "google", "other"])
  print(`provider ${provider}`, measureRates(texts.filter((text) => text.provider === provider)));

function print(name: string, { texts: count, settled, ...rates }: Rates): void {
  const shown = [rates.rightRate, rates.transientRate, rates.settledTransientRate, rates.confidentlyWrongRate];
  console.log(`| ${[name, count, settled, ...shown.map((rate) => `${(100 * rate).toFixed(1)} %`)].join(" | ")} |`);
}
