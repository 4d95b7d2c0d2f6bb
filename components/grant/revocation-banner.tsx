import { Banner } from "@/components/ui/banner";
import type { RevokedGrant } from "@/lib/grant/revoke-grants";
import type { ProviderName } from "@/lib/providers/presets";

type RevocationBannerProps = { atProvider: RevokedGrant["atProvider"]; provider: ProviderName };

const byHand: Record<ProviderName, string> = {
  microsoft:
    "To end it at Microsoft too, an administrator opens Users in the Microsoft Entra admin center, chooses who had signed in, and presses Revoke sessions; or removes the app's permissions under Enterprise applications.",
  google: "To end it at Google too, open myaccount.google.com/connections as the mailbox and remove the app's access.",
  other: "To end it at the provider too, remove the app's access in the provider's own settings.",
};

/** What became of a Grant that was deleted here. */
export function RevocationBanner({ atProvider, provider }: RevocationBannerProps) {
  switch (atProvider) {
    case "revoked":
      return (
        <Banner tone="success" title="The Grant was revoked at the provider and deleted here">
          Nobody can use its tokens any more. Submit below authorizes the mailbox again.
        </Banner>
      );
    case "not_offered":
      return (
        <Banner tone="success" title="The Grant was deleted here">
          The provider offers no way to revoke it from here. {byHand[provider]}
        </Banner>
      );
    case "failed":
      return (
        <Banner tone="warning" title="The Grant was deleted here, but the provider did not answer the revocation">
          It may be alive there. {byHand[provider]}
        </Banner>
      );
  }
}
