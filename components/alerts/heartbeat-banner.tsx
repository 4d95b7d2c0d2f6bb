import { Banner } from "@/components/ui/banner";
import { exactWords } from "@/components/ui/time-words";

type HeartbeatBannerProps = {
  /** What runs by itself and has not for ten minutes. */
  stopped: readonly { job: string; name: string; lastRunAt: Date }[];
  timeZone: string;
};

/** Says on every page that what runs by itself has stopped; nothing while it runs. */
export function HeartbeatBanner({ stopped, timeZone }: HeartbeatBannerProps) {
  if (stopped.length === 0) return null;
  return (
    <Banner
      tone="danger"
      title="Mailgrant's jobs have stopped, so what you see here may be out of date."
      list={stopped.map(({ name, lastRunAt }) => `${name}: last ran ${exactWords(lastRunAt, timeZone)}`)}
    >
      Tokens are handed out while they last; then mailboxes stop. Whoever runs this installation has to start the jobs
      process again.
    </Banner>
  );
}
