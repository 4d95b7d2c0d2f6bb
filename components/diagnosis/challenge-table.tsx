/** The reason that a server gives for refusing a token, decoded. */
export function ChallengeTable({ challenge }: { challenge: Readonly<Record<string, string>> }) {
  return (
    <table className="w-full overflow-hidden rounded-md border text-xs">
      <caption className="pb-1 text-left text-ink-muted">Why it refused the token, decoded</caption>
      <tbody>
        {Object.entries(challenge).map(([name, value]) => (
          <tr key={name} className="border-t">
            <th scope="row" className="w-28 px-3 py-1 text-left font-medium">
              {name}
            </th>
            <td className="px-3 py-1 font-mono wrap-anywhere">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
