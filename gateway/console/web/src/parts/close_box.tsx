import { useState } from "preact/hooks";
import type { Act } from "../act";
import { label, texts } from "../texts";
import type { ClosureCode } from "../types";
import { Notice } from "./notice";

export function CloseBox({ codes, act }: { codes: ClosureCode[]; act: Act }) {
  const [code, setCode] = useState("");
  const [note, setNote] = useState("");
  if (codes.length === 0) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!act.busy && code !== "") void act.run("close", { code, note });
  };
  return (
    <section class="card" aria-labelledby="close">
      <h2 id="close">{texts.close.title}</h2>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          {texts.close.code}
          <select value={code} required onChange={(e) => setCode(e.currentTarget.value)}>
            <option value="" disabled>{texts.close.choose}</option>
            {[...new Set(codes.map((c) => c.group))].map((group) => (
              <optgroup key={group} label={label(texts.close.groups, group)}>
                {codes.filter((c) => c.group === group).map((c) => <option key={c.code} value={c.code}>{label({}, c.code)}</option>)}
              </optgroup>
            ))}
          </select>
        </label>
        <label class="field">
          {texts.close.note}
          <textarea rows={2} dir="auto" value={note} maxLength={2000} onInput={(e) => setNote(e.currentTarget.value)} />
        </label>
        {act.last?.on === "close" && <Notice kind={act.last.kind}>{act.last.words}</Notice>}
        <button type="submit" aria-disabled={act.busy || code === ""}>{act.busy ? texts.close.closing : texts.close.submit}</button>
      </form>
    </section>
  );
}
