/** Where a Grant's tokens stand, for the vault's seal. */
export function refreshTokenPlace(grantId: string) {
  return { table: "grants", rowId: grantId, column: "refresh_token_sealed" };
}

/** As refreshTokenPlace. */
export function accessTokenPlace(grantId: string) {
  return { table: "grants", rowId: grantId, column: "access_token_sealed" };
}

/** Where the one-time values of a Pending Authorization stand. */
export function codeVerifierPlace(stateHash: string) {
  return { table: "pending_authorizations", rowId: stateHash, column: "code_verifier_sealed" };
}

/** As codeVerifierPlace. */
export function noncePlace(stateHash: string) {
  return { table: "pending_authorizations", rowId: stateHash, column: "nonce_sealed" };
}
