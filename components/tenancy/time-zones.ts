/** Time zones under the part of the world that their names begin with; the first group, without a name, has UTC alone. */
export type TimeZoneGroup = { region: string; zones: readonly string[] };

// What cities are called today, where the list of browsers and Node keeps the older name; both are understood.
const todaysNames: Readonly<Record<string, string>> = {
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};

/** All time zones to choose from, by region, with the `current` one whatever it is. */
export function groupTimeZones(current: string): TimeZoneGroup[] {
  const known = Intl.supportedValuesOf("timeZone").map((zone) => todaysNames[zone] ?? zone);
  const zones = [...new Set([...known, current])].filter((zone) => zone.includes("/")).sort();
  const regions = new Map<string, string[]>();
  for (const zone of zones) {
    const region = zone.slice(0, zone.indexOf("/"));
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  const nameless = [...new Set(["UTC", current])].filter((zone) => !zone.includes("/"));
  return [{ region: "", zones: nameless }, ...[...regions].map(([region, members]) => ({ region, zones: members }))];
}

/** A time zone as it is read: "Europe/Isle of Man" for `Europe/Isle_of_Man`. */
export function timeZoneWord(zone: string): string {
  return zone.replaceAll("_", " ");
}
