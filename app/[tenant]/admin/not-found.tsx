import type { Metadata } from "next";
import { NotFoundText, notFoundTitle } from "@/components/frame/not-found-text";

export const metadata: Metadata = { title: "Not found" };

/** The root's page of the same name, inside the frame: what is missing is in a tenant that the reader may see. */
export default function AdminNotFound() {
  return (
    <div className="grid max-w-form justify-items-start gap-5">
      <h1 className="text-xl font-semibold tracking-tight">{notFoundTitle}</h1>
      <NotFoundText />
    </div>
  );
}
