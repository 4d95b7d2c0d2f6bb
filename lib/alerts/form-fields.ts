import type { FormFields } from "@/lib/revision/revision";
import type { StoredSettings } from "./find-recipients";
import { alertKinds } from "./schema";

/** The fields of the form of the alert settings, which chooses the kinds that are not muted. */
export function alertSettingsFields(settings: StoredSettings): FormFields {
  const { recipients, mutedKinds, digestEnabled, digestHour, digestWhenWell } = settings;
  return {
    sendTo: recipients.length > 0 ? "list" : "admins",
    recipients,
    "kinds[]": alertKinds.filter((kind) => !mutedKinds.includes(kind)),
    digestEnabled: String(digestEnabled),
    digestHour: String(digestHour),
    digestWhenWell: String(digestWhenWell),
  };
}
