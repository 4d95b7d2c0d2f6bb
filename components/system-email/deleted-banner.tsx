import { Banner } from "@/components/ui/banner";

export type DeletedEmail = {
  address: string;
  /** The Grants that the provider was not told of or did not end, with its reason where it gave one. */
  alive: readonly { resourceOwner: string; isOffered: boolean; reason: string | null }[];
};

/** What became of a System Email that was just deleted, and what is left to do at the provider. */
export function DeletedBanner({ address, alive }: DeletedEmail) {
  if (alive.length === 0) return <Banner tone="success" title={`${address} was deleted`} />;
  return (
    <Banner
      tone="warning"
      title={`${address} was deleted, and the provider still knows its authorization`}
      list={alive.map(({ resourceOwner, isOffered, reason }) =>
        isOffered
          ? `The provider could not be asked to revoke the authorization of ${resourceOwner}${reason ? `: ${reason}` : "."}`
          : `The provider of ${resourceOwner} offers no way to revoke an authorization from outside.`,
      )}
    >
      Mailgrant has deleted its tokens and cannot use them any more. To end the authorization at the provider too,
      remove the application from the account's consents there.
    </Banner>
  );
}
