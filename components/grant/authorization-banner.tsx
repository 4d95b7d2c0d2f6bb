import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";

type AuthorizationBannerProps = {
  /** The System Email that was authorized. */
  address: string;
  /** Who signed in. */
  resourceOwner: string;
  tokenHref: string;
  verifyHref: string;
};

/** The green banner after coming back from the provider with a Grant. */
export function AuthorizationBanner({ address, resourceOwner, tokenHref, verifyHref }: AuthorizationBannerProps) {
  return (
    <Banner
      tone="success"
      title={`${address} is authorized`}
      actions={
        <>
          <LinkButton href={verifyHref} size="small" variant="primary">
            Verify connection
          </LinkButton>
          <LinkButton href={tokenHref} scroll={false} size="small">
            View token
          </LinkButton>
        </>
      }
    >
      {resourceOwner.toLowerCase() === address.toLowerCase()
        ? `${resourceOwner} signed in and consented. From now on the token renews by itself.`
        : `${resourceOwner} signed in as a delegate of ${address} and consented. From now on the token renews by itself.`}
    </Banner>
  );
}
