// Words of a person: inert text in its own direction, veiled until somebody chooses to read them (domain.md §3.10).
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { texts } from "../texts";

// True: all words of the case are shown. Each piece can still be opened or closed by itself.
export const Unveiled = createContext(false);

// `plain`: of our own, never veiled.
export function Words({ text, plain = false }: { text: string; plain?: boolean }) {
  const all = useContext(Unveiled);
  const [open, setOpen] = useState(all);
  useEffect(() => setOpen(all), [all]);
  if (text === "") return null;
  if (plain) return <p dir="auto" class="said">{text}</p>;
  return (
    <div class="words">
      <p dir="auto" class={open ? "said" : "said veiled"} aria-hidden={!open}>{text}</p>
      <button class="plain small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? texts.caseView.conceal : texts.caseView.reveal}
      </button>
    </div>
  );
}
