"use client";

import ErrorPage from "./error";
import "@fontsource-variable/inter/wght.css";
import "./globals.css";

/** The same page when the document around it is what failed. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>This page did not work · Mailgrant</title>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
