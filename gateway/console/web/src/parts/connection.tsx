// Says that what is on the screen may be old, and why.
import type { Polled } from "../poll";
import { errorText, texts, timeText } from "../texts";
import { Notice } from "./notice";

export function Connection<T>({ polled }: { polled: Polled<T> }) {
  const { error, seenAt, refresh } = polled;
  if (!error) return null;
  return (
    <Notice kind="bad">
      {error.code === "offline" ? texts.connection.offline : errorText(error.code)}{" "}
      {seenAt > 0 && texts.connection.stale(timeText(seenAt))}{" "}
      <button class="plain" onClick={refresh}>{texts.connection.retry}</button>
    </Notice>
  );
}
