import type { Metadata } from "next";
import { connection } from "next/server";
import { ApiCallSection } from "@/components/api-reference/api-call-section";
import { ApiContents } from "@/components/api-reference/api-contents";
import { ApiGuide, guideChapters } from "@/components/api-reference/api-guide";
import { foldAnswers } from "@/components/api-reference/fold-fields";
import { LogoMark } from "@/components/frame/logo-mark";
import { PageHeader } from "@/components/ui/page-header";
import { describeApi } from "@/lib/api-reference/describe-api";
import { listApiCalls, listCommonCodes, listProblems } from "@/lib/api-reference/list-api-calls";
import { environment } from "@/lib/env";

export const metadata: Metadata = { title: "REST API" };

/** The reference of the REST API, made from its OpenAPI document. Anybody may read it; it needs no script. */
export default async function ApiReferencePage() {
  await connection();
  const { publicUrl, rateLimits } = environment();
  const groups = listApiCalls(describeApi({ publicUrl }));
  const baseUrl = `${publicUrl}/api/v1`;
  const answers = foldAnswers(groups.flatMap(({ calls }) => calls));
  const commonCodes = listCommonCodes(groups);
  return (
    <div className="mx-auto grid max-w-page grid-cols-[minmax(0,1fr)] gap-8 px-4 py-8 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <aside>
        <p className="flex items-center gap-2.5 pb-4 text-base font-semibold tracking-tight">
          <LogoMark className="size-8" /> Mailgrant
        </p>
        <ApiContents guides={guideChapters} groups={groups} />
      </aside>
      <main className="grid grid-cols-[minmax(0,1fr)] gap-10">
        <PageHeader
          title="REST API"
          description={
            <>
              Settings and fresh access tokens of helpdesk mailboxes, for the software that fetches and sends their
              mail. The same as a document for programs:{" "}
              <a href="/api/v1/openapi.json" className="link">
                openapi.json
              </a>{" "}
              (OpenAPI 3.1).
            </>
          }
        />
        <ApiGuide baseUrl={baseUrl} rateLimits={rateLimits} problems={listProblems(groups)} commonCodes={commonCodes} />
        {groups.map(({ tag, calls }) => (
          <section
            key={tag.name}
            aria-labelledby={`calls-${tag.name}`}
            className="grid grid-cols-[minmax(0,1fr)] gap-6"
          >
            <div>
              <h2 id={`calls-${tag.name}`} className="scroll-mt-6 text-lg font-semibold tracking-tight">
                {tag.name}
              </h2>
              <p className="text-ink-muted">{tag.description}</p>
            </div>
            {calls.map((call) => (
              <ApiCallSection
                key={call.operation.operationId}
                call={call}
                baseUrl={baseUrl}
                answer={answers.get(call.operation.operationId)}
                commonCodes={commonCodes}
              />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}
