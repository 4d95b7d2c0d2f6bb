type NetworkListProps = {
  networks: readonly string[];
  /** How many are named; the others are counted. */
  most?: number | undefined;
};

/** From where a Worker Key may be used. A network of one address is written as that address. */
export function NetworkList({ networks, most = networks.length }: NetworkListProps) {
  if (networks.length === 0) return <span className="text-ink-muted">Everywhere</span>;
  const others = networks.length - most;
  return (
    <ul className="font-mono text-xs">
      {networks.slice(0, most).map((network) => (
        <li key={network}>{network.replace(/^([\d.]+)\/32$|^(.*:.*)\/128$/, "$1$2")}</li>
      ))}
      {others > 0 && <li className="font-sans text-ink-muted">and {others} more</li>}
    </ul>
  );
}
