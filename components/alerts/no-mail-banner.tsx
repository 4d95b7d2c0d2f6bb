import { Banner } from "@/components/ui/banner";

/** Says that alerts are not sent by e-mail, and why. */
export function NoMailBanner() {
  return (
    <Banner tone="warning" title="This installation sends no e-mail, so nobody is told of alerts by it.">
      Its operator has not set <code className="font-mono">ALERT_SMTP_URL</code>, the SMTP server that alerts go out
      through. Until then alerts are shown here, and told by webhook and in the feed of events.
    </Banner>
  );
}
