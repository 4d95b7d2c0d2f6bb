/** A description, in which what stands between backticks is code. */
export function Words({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay where they are.
      <code key={index} className="font-mono wrap-anywhere">
        {part}
      </code>
    ),
  );
}
