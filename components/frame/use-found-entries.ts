"use client";

import { useEffect, useState } from "react";
import { filterEntries, type PaletteEntry } from "@/components/frame/palette-matches";

/** So long somebody pauses before the server is asked, in milliseconds. */
const pauseMs = 120;

type Found = { query: string; entries: readonly PaletteEntry[] };

/**
 * What the server finds for what is typed, asked at each pause; `{query}` in `findHref` is filled in. Until it has answered,
 * those of its last answer that fit still. Where it cannot be asked, or refuses, nothing: the search below is always there.
 */
export function useFoundEntries(findHref: string, query: string): readonly PaletteEntry[] {
  const [found, setFound] = useState<Found>({ query: "", entries: [] });
  const wanted = query.trim();

  useEffect(() => {
    if (wanted === "") return;
    const giveUp = new AbortController();
    const timer = setTimeout(() => {
      ask(findHref.replace("{query}", encodeURIComponent(wanted)), giveUp.signal).then(
        (entries) => setFound({ query: wanted, entries }),
        () => undefined,
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      giveUp.abort();
    };
  }, [findHref, wanted]);

  if (wanted === "") return [];
  return found.query === wanted ? found.entries : filterEntries(found.entries, wanted);
}

async function ask(href: string, signal: AbortSignal): Promise<PaletteEntry[]> {
  // A session that has ended answers with the way to the sign-in page, which is no list.
  const response = await fetch(href, { signal, redirect: "manual", headers: { accept: "application/json" } });
  const answer: unknown = response.ok ? await response.json() : null;
  if (typeof answer !== "object" || answer === null || !("entries" in answer) || !Array.isArray(answer.entries))
    return [];
  return answer.entries.filter(isEntry);
}

function isEntry(value: unknown): value is PaletteEntry {
  if (typeof value !== "object" || value === null) return false;
  return "label" in value && typeof value.label === "string" && "href" in value && typeof value.href === "string";
}
