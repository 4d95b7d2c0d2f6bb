// GET /api/v1/events
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { listEvents } from "@/lib/mail-worker/list-events";

export const GET = workerRoute(operations.listEvents, (context, { query }) => listEvents(context, query));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/events");
