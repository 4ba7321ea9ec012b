// Writing back by SMS, only where the server allows it. The server checks every word again before it sends.
import { useRef, useState } from "preact/hooks";
import type { Act } from "../act";
import { smsSize } from "../sms";
import { label, texts } from "../texts";
import { Notice } from "./notice";

export const kMaxParts = 3;

export function ReplyBox({ allowed, why, act }: { allowed: boolean; why: string; act: Act }) {
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const size = smsSize(text);
  const tooLong = size.parts > kMaxParts;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (act.busy || tooLong || text.trim() === "") return;
    if (await act.run("reply", { text })) setText("");
    box.current?.focus();
  };
  return (
    <section class="card" aria-labelledby="reply">
      <h2 id="reply">{texts.reply.title}</h2>
      {!allowed ? (
        <p class="quiet">{label(texts.whyNot, why)}</p>
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <label class="field">
            {texts.reply.label}
            <textarea ref={box} rows={3} dir="auto" value={text} required maxLength={1000}
              aria-describedby="reply-hint reply-size" onInput={(e) => setText(e.currentTarget.value)} />
          </label>
          <p id="reply-size" class={tooLong ? "hint bad" : "hint"}>
            {texts.reply.size(size.units, size.parts, size.encoding)}
            {size.odd.length > 0 && ` · ${texts.reply.odd(size.odd.slice(0, 6).join(" "))}`}
            {tooLong && ` · ${texts.reply.tooLong(kMaxParts)}`}
          </p>
          <p id="reply-hint" class="hint">{texts.reply.hint}</p>
          {act.last?.on === "reply" && <Notice kind={act.last.kind}>{act.last.words}</Notice>}
          <button type="submit" class="main" aria-disabled={act.busy || tooLong || text.trim() === ""}>
            {act.busy ? texts.reply.sending : texts.reply.send}
          </button>
        </form>
      )}
    </section>
  );
}
