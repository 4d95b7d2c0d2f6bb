import { expect, test } from "vitest";
import { listFoldersByImap, sendBySmtp } from "../servers/mail-probes";
import { mailScopes, practiceRegistrations, sharedMailboxAddress } from "../servers/practice-data";
import { signInForTokens } from "../servers/practice-sign-in";
import { startPracticeWithoutDovecot } from "../servers/practice-without-dovecot";

const callbackUrl = "http://127.0.0.1:9/api/oauth2/callback";

test("the stand-ins take the provider's tokens, refuse all others, and say what is missing", async () => {
  const practice = await startPracticeWithoutDovecot({ callbackUrl });
  const { provider, ports, certificateAuthority } = practice;
  try {
    const { tokens } = await signInForTokens({ provider, callbackUrl, address: "delegate@acme.test" });
    const own = { certificateAuthority, address: "delegate@acme.test", token: tokens.access_token };
    expect(await listFoldersByImap({ ...own, port: ports.imaps })).toEqual(
      expect.arrayContaining(["INBOX", "Processed"]),
    );
    const shared = { ...own, address: sharedMailboxAddress };
    await expect(listFoldersByImap({ ...shared, port: ports.imaps })).resolves.toContain("INBOX");
    await sendBySmtp({ ...shared, port: ports.submissions }, "support@acme.test", "Hello");
    expect(practice.messages()).toHaveLength(1);

    const foreign = { ...own, address: "support@acme.test" };
    await expect(listFoldersByImap({ ...foreign, port: ports.imaps })).rejects.toThrow();
    await expect(sendBySmtp({ ...foreign, port: ports.submissions }, "support@acme.test", "No")).rejects.toThrow();
    const clientId = practiceRegistrations.find(({ fault }) => fault === "graph-audience")?.clientId ?? "";
    const graph = await signInForTokens({ provider, callbackUrl, address: "delegate@acme.test", clientId });
    await expect(
      listFoldersByImap({ ...own, token: graph.tokens.access_token, port: ports.imaps }),
    ).rejects.toMatchObject({ authenticationFailed: true });
    expect(graph.tokens.scope).toContain(mailScopes.imap);
    expect(practice.missing.join(" ")).toContain("POP3");
  } finally {
    await practice.stop();
  }
});
