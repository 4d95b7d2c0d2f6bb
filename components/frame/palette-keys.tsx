const keys = [
  { pressed: ["⌘ K", "Ctrl K"], does: "Open this palette" },
  { pressed: ["/"], does: "Go to the search of the list" },
  { pressed: ["↑", "↓"], does: "Choose in the palette" },
  { pressed: ["Enter"], does: "Go there, or do it" },
  { pressed: ["Esc"], does: "Close; asks first when something is not saved" },
  { pressed: ["?"], does: "This list" },
];

/** What the keyboard can do. */
export default function PaletteKeys() {
  return (
    <div className="grid gap-3 p-4">
      <h2 className="font-semibold">Keys</h2>
      <dl className="grid gap-2">
        {keys.map(({ pressed, does }) => (
          <div key={does} className="flex items-center justify-between gap-4">
            <dt>{does}</dt>
            <dd className="flex shrink-0 gap-1.5">
              {pressed.map((key) => (
                <kbd key={key} className="key">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
