/** Loads oidc-provider without its notice that Node 20 is not tested by its authors; it works there. */
export async function loadOidcProvider() {
  const warn = console.warn;
  console.warn = () => {};
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
  }
}
