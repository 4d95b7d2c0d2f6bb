import type { ImapFolder } from "@/lib/mail/schema";

/** More of them nobody looks through to pick one. */
const mostFolders = 2000;
/** A longer one cannot be chosen; see folderSchema in lib/system-email/schema.ts. */
const longestPathCharacters = 250;

/**
 * Of the folders of a mailbox, INBOX first, those that may be kept and picked from. The server chooses their names: one
 * that repeats a secret (`redact` replaces those by `[secret]`), that no column of text can hold, or that is too long to
 * be chosen is left out, and so is what comes after the first two thousand.
 */
export function keepFolders(folders: readonly ImapFolder[], redact: (text: string) => string): ImapFolder[] {
  return folders
    .slice(0, mostFolders)
    .filter(
      ({ path }) =>
        path.length <= longestPathCharacters &&
        !/[\p{Cc}\p{Surrogate}]/u.test(path) &&
        !redact(path).includes("[secret]"),
    );
}
