import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { Prisma, Verification } from "@/lib/db/generated/client";
import type { Half } from "@/lib/db/generated/enums";
import { type Forecast, forecastDeath, forecastFields } from "@/lib/grant/forecast-death";
import { splitProviderWords } from "@/lib/grant/refresh-failure";
import { judgeStanding } from "@/lib/grant/standing";
import type { Stage } from "@/lib/mail/schema";
import { providerOf } from "@/lib/providers/provider-of";
import { findNewestVerifications } from "./find-newest-verifications";
import { type HalfState, halfKey, readHalfStates } from "./read-half-states";
import { storedStagesSchema } from "./stored-stages";

const configFields = { name: true, enabled: true, configSignature: true, refusedAt: true, ...forecastFields } as const;

/** What a view of a System Email is made from. */
export const viewedFields = {
  remoteMailbox: { include: { idpConfig: { select: configFields } } },
  outgoingSmtp: { include: { idpConfig: { select: configFields } } },
  grants: true,
} satisfies Prisma.SystemEmailInclude;

type ViewedEmail = Prisma.SystemEmailGetPayload<{ include: typeof viewedFields }>;

export type LastVerification = {
  isHealthy: boolean;
  failureCode: string | null;
  stages: Stage[];
  folders: string[];
  finishedAt: Date;
  isCurrent: boolean;
};

export type HalfView = HalfState & {
  /** Null without OAuth2. The problem says why the Grant does not count, without the provider's own words. */
  grant: {
    resourceOwner: string;
    authorizedAt: Date;
    expiresAt: Date;
    problem: string | null;
    /** The provider refuses the IdP Config, so that no token is renewed. */
    isConfigRefused: boolean;
    /** When it will end by itself; null where that is not known, or where it does not count any more. */
    willDieOn: Forecast | null;
  } | null;
  needsGrant: boolean;
  lastVerification: LastVerification | null;
};

/** How the halves of some System Emails stand, each with its Grant and its last Verification, by the email's id. */
export async function viewHalves(db: Database, emails: readonly ViewedEmail[]): Promise<(id: string) => HalfViews> {
  const ids = emails.map(({ id }) => id);
  const states = await readHalfStates(db, ids);
  const newest = await findNewestVerifications(db, ids);
  const views = new Map(
    emails.map((email) => {
      const view = (half: Half) => {
        const key = halfKey(email.id, half);
        const state = states.get(key);
        if (state === undefined) throw new Error(`The half ${key} has no state`);
        return viewHalf(email, half, state, newest.get(key) ?? null);
      };
      return [email.id, { incoming: view("remote_mailbox"), outgoing: view("outgoing_smtp") }];
    }),
  );
  return (id) => {
    const halves = views.get(id);
    if (halves === undefined) throw new Error(`The System Email ${id} was not viewed`);
    return halves;
  };
}

export type HalfViews = { incoming: HalfView; outgoing: HalfView };

function viewHalf(email: ViewedEmail, half: Half, state: HalfState, verification: Verification | null): HalfView {
  const { remoteMailbox, outgoingSmtp } = email;
  if (remoteMailbox === null || outgoingSmtp === null) throw new Error(`The System Email ${email.id} lacks a half`);
  const own = half === "remote_mailbox" ? remoteMailbox : outgoingSmtp;
  const isBorrowed = own.authentication === "same_as_remote_mailbox";
  const serving = isBorrowed ? remoteMailbox : own;
  const needsGrant = providerOf(serving.authentication) !== null;
  const grant = email.grants.find((candidate) => candidate.half === (isBorrowed ? "remote_mailbox" : half)) ?? null;
  const standing = judgeStanding(grant, { address: email.address, ...serving });
  const { configVersion } = email;
  return {
    ...state,
    needsGrant,
    grant:
      needsGrant && grant !== null
        ? {
            resourceOwner: grant.resourceOwner,
            authorizedAt: grant.authorizedAt,
            expiresAt: grant.accessTokenExpiresAt,
            problem: standing.ok ? null : splitProviderWords(standing.failure.message).sentence,
            isConfigRefused: (serving.idpConfig?.refusedAt ?? null) !== null,
            willDieOn:
              standing.ok && serving.idpConfig !== null
                ? forecastDeath({ ...grant, idpConfig: serving.idpConfig }, systemClock())
                : null,
          }
        : null,
    lastVerification: verification && {
      isHealthy: verification.isHealthy,
      failureCode: verification.failureCode,
      stages: storedStagesSchema.parse(verification.stages),
      folders: verification.folders,
      finishedAt: verification.finishedAt,
      isCurrent: verification.configVersion === configVersion,
    },
  };
}
