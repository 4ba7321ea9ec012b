// A message about what just happened. `bad` interrupts a screen reader, `good` waits its turn.
import type { ComponentChildren } from "preact";

export function Notice({ kind, children }: { kind: "bad" | "good" | "plain"; children: ComponentChildren }) {
  return (
    <p class={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </p>
  );
}
