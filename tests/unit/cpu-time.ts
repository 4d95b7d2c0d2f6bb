/**
 * How long the processor worked on something, in milliseconds: of a test that guards against quadratic work, and, unlike
 * the time that passed, the same while the machine is busy with something else.
 */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
