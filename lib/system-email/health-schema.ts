import { z } from "zod";

/** The six states that a half of a System Email can be in, the worst first: the view `half_states` judges them. */
export const healthSchema = z.enum([
  "needs_reauthorization",
  "broken",
  "degraded",
  "not_verified",
  "healthy",
  "disabled",
]);
export type Health = z.infer<typeof healthSchema>;

/** Which rule of the view `half_states` decided. */
export const healthReasonSchema = z.enum([
  "disabled",
  "never_authorized",
  "authorization_failed",
  "no_password",
  "never_checked",
  "settings_changed",
  "authorized_since",
  "grant_ended",
  "address_changed",
  "idp_config_changed",
  "idp_config_edited",
  "owner_differs",
  "reauthorization_failed",
  "idp_config_disabled",
  "idp_config_refused",
  "refresh_refused",
  "refresh_failing",
  "check_failed",
  "check_failing",
  "check_passed",
]);
export type HealthReason = z.infer<typeof healthReasonSchema>;

/** How a System Email stands as a whole: as its worst half does. A disabled half counts only when both are. */
export function judgeOverallHealth(halves: readonly Health[]): Health {
  return healthSchema.options.find((health) => halves.includes(health)) ?? "disabled";
}
