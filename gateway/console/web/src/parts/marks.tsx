// Small marks that the queue and the case share. Colour never carries the meaning alone.
import { serverNow, spanText, urgency } from "../clock";
import { useTick } from "../poll";
import { label, texts, timeText } from "../texts";
import type { Priority } from "../types";

export function PriorityBadge({ priority }: { priority: Priority }) {
  return (
    <span class={`badge ${priority.toLowerCase()}`}>
      <b>{priority}</b> {label(texts.priority, priority)}
    </span>
  );
}

export function DueClock({ createdAt, dueAt }: { createdAt: string; dueAt: string | null }) {
  useTick(1000);
  if (!dueAt) return <span class="quiet">{texts.clock.none}</span>;
  const due = Date.parse(dueAt);
  const now = serverNow();
  const words = spanText(due - now, texts.clock.units);
  const state = urgency(Date.parse(createdAt), due, now);
  return (
    <time class={`clock ${state}`} dateTime={dueAt} title={timeText(dueAt)}>
      {state === "overdue" ? texts.clock.overdue(words) : texts.clock.left(words)}
    </time>
  );
}

export function Age({ since }: { since: string }) {
  useTick(10_000);
  return (
    <time dateTime={since} title={timeText(since)}>
      {spanText(serverNow() - Date.parse(since), texts.clock.units)}
    </time>
  );
}

export function Tag({ strong = false, children }: { strong?: boolean; children: string }) {
  return <span class={strong ? "tag strong" : "tag"}>{children}</span>;
}
