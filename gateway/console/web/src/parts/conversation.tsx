import { useState } from "preact/hooks";
import { label, texts, timeText } from "../texts";
import type { Line } from "../types";
import { Unveiled, Words } from "./words";

export function Conversation({ lines }: { lines: Line[] }) {
  const [all, setAll] = useState(false);
  return (
    <section class="card" aria-labelledby="conversation">
      <div class="line">
        <h2 id="conversation">{texts.caseView.conversation}</h2>
        <span class="grow" />
        {lines.length > 0 && (
          <button class="plain" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? texts.caseView.concealAll : texts.caseView.revealAll}
          </button>
        )}
      </div>
      {lines.length === 0 && <p class="quiet">{texts.caseView.noWords}</p>}
      <Unveiled.Provider value={all}>
        <ol class="talk">
          {lines.map((line, i) => <Spoken key={`${line.at}/${i}`} line={line} />)}
        </ol>
      </Unveiled.Provider>
    </section>
  );
}

function Spoken({ line }: { line: Line }) {
  const chosen = line.meaning !== "" && /^\p{Nd}{1,2}$/u.test(line.words);  // the digit of a menu says nothing more
  return (
    <li class={`spoken ${line.from}`}>
      <p class="meta">
        <b>{label(texts.caseView.from, line.from)}</b>
        {line.author && ` ${line.author}`} <time dateTime={line.at}>{timeText(line.at)}</time>
        {line.state && <span class="tag">{label(texts.delivery, line.state)}</span>}
      </p>
      {line.meaning && <p class="meant">{texts.caseView.meant(line.meaning)}</p>}
      {!chosen && <Words text={line.words} plain={line.from !== "person"} />}
    </li>
  );
}
