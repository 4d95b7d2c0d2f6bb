// Every path of the API that does not exist.
import { unknownRoute } from "@/app/_server/worker-route";

export {
  unknownRoute as DELETE,
  unknownRoute as GET,
  unknownRoute as PATCH,
  unknownRoute as POST,
  unknownRoute as PUT,
};
