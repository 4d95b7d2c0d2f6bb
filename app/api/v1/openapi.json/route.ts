// GET /api/v1/openapi.json: the OpenAPI document. Anybody may read it.
import { requestId } from "@/app/_server/request";
import { describeApi } from "@/lib/api-reference/describe-api";
import { environment } from "@/lib/env";

export async function GET(): Promise<Response> {
  return Response.json(describeApi({ publicUrl: environment().publicUrl }), {
    headers: { "cache-control": "public, max-age=300", "x-request-id": await requestId() },
  });
}
