// A claim on something of which only one process may have charge, which ends with that process however it ends.
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Claims `file` for this process. Returns the claim's `release`, or the pid of the living process that holds it.
 *
 * Each taking over from a dead process makes a file with the next number, and making it fails when it is there: two
 * processes that both see the dead one cannot both take over, as they could if each removed one file and made it anew.
 *
 * @param {string} file
 * @returns {{ release: () => void } | { heldBy: number }}
 */
export function claim(file) {
  const numbers = listNumbers(file);
  const last = numbers.at(-1);
  if (last !== undefined) {
    const holder = readHolder(`${file}.${last}`);
    if (holder !== null && identify(holder.pid) === holder.identity) return { heldBy: holder.pid };
  }
  const draft = `${file}.draft-${process.pid}`;
  const mine = (last ?? 0) + 1;
  writeFileSync(draft, `${process.pid} ${identify(process.pid)}`, { mode: 0o600 });
  try {
    linkSync(draft, `${file}.${mine}`);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return { heldBy: readHolder(`${file}.${mine}`)?.pid ?? 0 };
  } finally {
    rmSync(draft);
  }
  return {
    release() {
      for (const number of [...numbers, mine]) rmSync(`${file}.${number}`, { force: true });
    },
  };
}

function listNumbers(file) {
  const prefix = `${path.basename(file)}.`;
  return readdirSync(path.dirname(file))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger)
    .sort((one, other) => one - other);
}

function readHolder(file) {
  try {
    const [pid, ...identity] = readFileSync(file, "utf8").split(" ");
    return { pid: Number(pid), identity: identity.join(" ") };
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return null;
  }
}

/**
 * What tells a process from another that is given the same pid later, as in a restarted container: when it started.
 * Null when there is no such process; empty for a living one where there is no /proc to say when.
 */
function identify(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces. Field 3 is the state, field 22 the start; a zombie is a dead process.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : fields[19];
  } catch {
    return "";
  }
}
