/** Whether two addresses have scheme, host and port in common; what is no web address has them with nothing. */
export function isSameOrigin(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const { protocol, origin } = new URL(one);
  return /^https?:$/.test(protocol) && origin === new URL(other).origin;
}
