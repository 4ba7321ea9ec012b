// What kind of contact it was, where the machine could not tell or was wrong. The
// timeline tells who set it.
import { useState } from "preact/hooks";
import type { Act } from "../act";
import { label, texts } from "../texts";
import { Notice } from "./notice";

export function DispositionBox({ now, kinds, act }: { now: string; kinds: string[]; act: Act }) {
  const [chosen, setChosen] = useState("");
  if (kinds.length === 0) return null;
  const kind = chosen || now;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!act.busy && kind !== now && (await act.run("disposition", { disposition: kind }))) setChosen("");
  };
  return (
    <section class="card" aria-labelledby="disposition">
      <h2 id="disposition">{texts.caseView.disposition}</h2>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label class="field">
          {texts.disposition.label}
          <select value={kind} onChange={(e) => setChosen(e.currentTarget.value)}>
            {kinds.map((one) => <option key={one} value={one}>{label(texts.dispositions, one)}</option>)}
          </select>
        </label>
        {act.last?.on === "disposition" && <Notice kind={act.last.kind}>{act.last.words}</Notice>}
        <button type="submit" aria-disabled={act.busy || kind === now}>{texts.disposition.submit}</button>
      </form>
    </section>
  );
}
