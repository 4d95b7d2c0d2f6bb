import { measureRates, type Rates } from "./rates";
import { readTexts } from "./texts";

// npx tsx tests/diagnosis/measure.ts [building|measuring]: the table of rates in docs/diagnosis.md.

const part = process.argv[2] === "building" ? "building" : "measuring";
const texts = [...readTexts(part).values()].flat();

console.log("| part | texts | settled | right | transient | confidently wrong |\n|---|---|---|---|---|---|");
print("all", measureRates(texts));
for (const stage of ["authorize", "token", "refresh", "imap", "pop3", "smtp", "network"])
  print(`stage ${stage}`, measureRates(texts.filter((text) => text.stage === stage)));
for (const provider of ["microsoft", "google", "other"])
  print(`provider ${provider}`, measureRates(texts.filter((text) => text.provider === provider)));

function print(name: string, { texts: count, settled, rightRate, transientRate, confidentlyWrongRate }: Rates): void {
  const rates = [rightRate, transientRate, confidentlyWrongRate].map((rate) => `${(100 * rate).toFixed(1)} %`);
  console.log(`| ${[name, count, settled, ...rates].join(" | ")} |`);
}
