import {
  Bell,
  Fingerprint,
  HeartPulse,
  Mail,
  MessageSquareWarning,
  ScrollText,
  Settings,
  Workflow,
} from "lucide-react";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { chooseTheme } from "@/app/_server/choose-theme";
import { currentTheme } from "@/app/_server/current-theme";
import { requireTenant } from "@/app/_server/require-tenant";
import { signOut } from "@/app/_server/sign-out";
import { AlertCount } from "@/components/alerts/alert-count";
import { HeartbeatBanner } from "@/components/alerts/heartbeat-banner";
import { AdminFrame } from "@/components/frame/admin-frame";
import type { PaletteEntry } from "@/components/frame/palette-matches";
import { findStoppedJobs } from "@/lib/alerts/find-stopped-jobs";
import { countOpenAlerts } from "@/lib/alerts/list-alerts";
import type { UserContext } from "@/lib/tenancy/context";
import { listTenants } from "@/lib/tenancy/list-tenants";
import { mayDo } from "@/lib/tenancy/require-permission";

/** Other words that pages are looked for by. */
const pageWords: Readonly<Record<string, string>> = {
  Settings: "time zone",
  "Identity Providers": "idp config client secret",
  "Mail Workers": "worker key webhooks",
  Audit: "history",
};

const roleWords = { owner: "Owner", admin: "Admin", viewer: "Viewer" } as const;

type AdminLayoutProps = { params: Promise<{ tenant: string }>; children: ReactNode };

/** The Admin Panel of a tenant: the frame around every page of it. The pages guard themselves as well. */
export default async function AdminLayout({ params, children }: AdminLayoutProps) {
  const context = await requireTenant((await params).tenant);
  const { slug, actor } = context;
  const [user, theme, alertCount, stoppedJobs] = await Promise.all([
    listTenants(actor.id),
    currentTheme(),
    countOpenAlerts(context),
    findStoppedJobs(),
  ]);
  const admin = `/${slug}/admin`;
  const navigation = [
    { href: admin, label: "Health", icon: <HeartPulse aria-hidden />, isExact: true },
    { href: `${admin}/emails`, label: "Emails", icon: <Mail aria-hidden /> },
    {
      href: `${admin}/alerts`,
      label: "Alerts",
      icon: <Bell aria-hidden />,
      mark: <AlertCount count={alertCount} />,
    },
    { href: `${admin}/identity-providers`, label: "Identity Providers", icon: <Fingerprint aria-hidden /> },
    { href: `${admin}/mail-workers`, label: "Mail Workers", icon: <Workflow aria-hidden /> },
    { href: `${admin}/diagnose`, label: "Diagnose a message", icon: <MessageSquareWarning aria-hidden /> },
    { href: `${admin}/audit`, label: "Audit", icon: <ScrollText aria-hidden /> },
    { href: `${admin}/settings`, label: "Settings", icon: <Settings aria-hidden /> },
  ];
  const tenants = (user?.tenants ?? []).map((tenant) => ({
    name: tenant.name,
    href: `/${tenant.slug}/admin`,
    isCurrent: tenant.slug === slug,
  }));
  const entries = [
    ...navigation.map(({ href, label }) => ({ href, label, hint: "Page", words: pageWords[label] })),
    { href: "/account", label: "Your account", hint: "Page", words: "password sessions sign out" },
    ...(mayDo(context, "system_email:write")
      ? [{ href: `${admin}/emails/new`, label: "Add System Email", hint: "Emails", words: "new mailbox" }]
      : []),
    ...(mayDo(context, "worker_key:write")
      ? [{ href: `${admin}/mail-workers/issue`, label: "Issue Worker Key", hint: "Mail Workers", words: "add new" }]
      : []),
    ...(mayDo(context, "webhook:write")
      ? [
          {
            href: `${admin}/mail-workers/webhooks/new`,
            label: "Add Webhook Endpoint",
            hint: "Mail Workers",
            words: "new endpoint",
          },
        ]
      : []),
    ...tenants
      .filter(({ isCurrent }) => !isCurrent)
      .map(({ name, href }) => ({ href, label: name, hint: "Another tenant" })),
  ];
  return (
    <AdminFrame
      tenants={tenants}
      navigation={navigation}
      palette={{
        entries,
        here: { below: `${admin}/emails/{id}`, entries: listEmailActs(context) },
        findHref: `${admin}/palette?query={query}`,
        searchHref: `${admin}/emails?search={query}`,
      }}
      user={{
        name: user?.name ?? actor.label,
        email: user?.email ?? actor.label,
        role: roleWords[actor.role],
        profileHref: "/account",
      }}
      paletteKey={(await headers()).get("user-agent")?.includes("Mac OS") ? "⌘K" : "Ctrl K"}
      signOut={signOut}
      theme={theme}
      chooseTheme={chooseTheme}
    >
      <HeartbeatBanner stopped={stoppedJobs} timeZone={context.timeZone} />
      {children}
    </AdminFrame>
  );
}

/** What the palette offers on the pages of a System Email. */
function listEmailActs(context: UserContext): PaletteEntry[] {
  const emailHref = `/${context.slug}/admin/emails/{id}`;
  return [
    ...(mayDo(context, "system_email:verify")
      ? [{ href: `${emailHref}/check`, label: "Verify this email", hint: "Check everything" }]
      : []),
    {
      href: `${emailHref}/remote-mailbox/oauth2/idp-config`,
      label: "Open IdP Config",
      hint: "Of this email",
      words: "authorize submit client secret",
    },
  ];
}
