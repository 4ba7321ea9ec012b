// Asks again and again while the page is seen, with the last ETag, slower while the server does not answer.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError, get } from "./api";

export interface Polled<T> {
  value: T | undefined;
  error: ApiError | undefined;
  seenAt: number;          // when the server last answered, page's clock
  refresh: () => void;     // ask now
}

const SLOWEST = 30_000;

export function usePoll<T extends { now: string }>(path: string, every: number): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, "refresh">>({ value: undefined, error: undefined, seenAt: 0 });
  const kick = useRef<() => void>(() => undefined);

  useEffect(() => {
    let etag = "";
    let timer = 0;
    let failures = 0;
    let control = new AbortController();
    let ended = false;

    const ask = async () => {
      window.clearTimeout(timer);
      control.abort();
      control = new AbortController();
      const mine = control;
      try {
        const fresh = await get<T>(path, etag, mine.signal);
        if (ended || mine.signal.aborted) return;
        failures = 0;
        if (fresh) etag = fresh.etag;
        setState((old) => ({ value: fresh?.value ?? old.value, error: undefined, seenAt: Date.now() }));
      } catch (cause) {
        if (ended || mine.signal.aborted) return;
        failures += 1;
        const error = cause instanceof ApiError ? cause : new ApiError("internal", 0);
        setState((old) => ({ ...old, error }));
      }
      if (!document.hidden) timer = window.setTimeout(() => void ask(), Math.min(every * 2 ** failures, SLOWEST));
    };
    const onVisibility = () => {
      window.clearTimeout(timer);
      if (!document.hidden) void ask();
    };
    kick.current = () => void ask();
    document.addEventListener("visibilitychange", onVisibility);
    window.addEventListener("online", onVisibility);
    void ask();
    return () => {
      ended = true;
      window.clearTimeout(timer);
      control.abort();
      document.removeEventListener("visibilitychange", onVisibility);
      window.removeEventListener("online", onVisibility);
    };
  }, [path, every]);

  const refresh = useCallback(() => kick.current(), []);
  return { ...state, refresh };
}

// Re-renders every `ms` with the time; for the clocks.
export function useTick(ms: number): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTick((n) => n + 1), ms);
    return () => window.clearInterval(timer);
  }, [ms]);
}
