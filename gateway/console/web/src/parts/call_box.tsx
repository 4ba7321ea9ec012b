// The number of somebody who asked to be called: shown on demand, gone again after a minute.
import { useEffect, useState } from "preact/hooks";
import { ApiError, write } from "../api";
import { errorText, label, texts } from "../texts";
import type { Wish } from "../types";
import { Notice } from "./notice";

const shownFor = 60_000;

export function CallBox({ id, allowed, wish }: { id: string; allowed: boolean; wish: Wish | null }) {
  const [number, setNumber] = useState("");
  const [error, setError] = useState("");
  useEffect(() => {
    if (number === "") return undefined;
    const timer = setTimeout(() => setNumber(""), shownFor);
    return () => clearTimeout(timer);
  }, [number]);
  useEffect(() => {
    if (!allowed) setNumber("");
  }, [allowed]);
  if (!wish) return null;
  const show = async () => {
    setError("");
    try {
      setNumber((await write<{ number: string }>("POST", `/api/cases/${id}/number`)).number);
    } catch (cause) {
      setError(errorText(cause instanceof ApiError ? cause.code : "internal"));
    }
  };
  return (
    <section class="card" aria-labelledby="call">
      <h2 id="call">{texts.call.title}</h2>
      <p class="quiet">{texts.call.hint}</p>
      {wish.hours !== "" && <p>{texts.call.hours(wish.hours, wish.zone)}</p>}
      {wish.other !== "" && <p>{label(texts.call.other, wish.other)}</p>}
      {wish.said_stop && <Notice kind="bad">{texts.call.saidStop}</Notice>}
      {!wish.good_time && <Notice kind="bad">{allowed ? texts.call.urgentAnyway : texts.call.notNow}</Notice>}
      {error !== "" && <Notice kind="bad">{error}</Notice>}
      {!allowed ? null : number === ""
        ? <button onClick={() => void show()}>{texts.call.show}</button>
        : <p role="status"><strong>{number}</strong> <button onClick={() => setNumber("")}>{texts.call.hide}</button></p>}
    </section>
  );
}
