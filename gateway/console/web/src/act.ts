// A change to a case: sent with the revision that was seen, its outcome in words for the box it came from.
import { useState } from "preact/hooks";
import { ApiError, write } from "./api";
import { errorText, texts } from "./texts";

export type Doing = "claim" | "reply" | "close" | "disposition";

export interface Outcome {
  on: Doing;
  kind: "good" | "bad";
  words: string;
}

export interface Act {
  busy: boolean;
  last: Outcome | undefined;
  run: (doing: Doing, body: object) => Promise<boolean>;
}

export function useAct(id: string, revision: number, after: (error?: ApiError) => void): Act {
  const [busy, setBusy] = useState(false);
  const [last, setLast] = useState<Outcome>();
  const run = async (doing: Doing, body: object): Promise<boolean> => {
    setBusy(true);
    setLast(undefined);
    try {
      await write("POST", `/api/cases/${id}/${doing}`, { ...body, revision });
      setLast({ on: doing, kind: "good", words: texts[doing].done });
      after();
      return true;
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError("internal", 0);
      const words = error.code === "sensitive_word" && error.word ? texts.sensitiveWord(error.word) : errorText(error.code);
      setLast({ on: doing, kind: "bad", words });
      after(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, last, run };
}
