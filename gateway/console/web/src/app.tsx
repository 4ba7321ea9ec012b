// The frame: who is signed in, which place is shown, where the focus goes.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, get, keepSession, write } from "./api";
import { Notice } from "./parts/notice";
import { parsePlace, queueHref, type Place } from "./route";
import { CaseScreen } from "./screens/case";
import { QueueScreen } from "./screens/queue";
import { SignIn } from "./screens/sign_in";
import { errorText, label, texts } from "./texts";
import type { SessionState } from "./types";

type State = { kind: "asking" } | { kind: "out"; ended: boolean } | { kind: "in"; session: SessionState } | { kind: "failed"; code: string };

export function App() {
  const [state, setState] = useState<State>({ kind: "asking" });
  const place = usePlace();

  const ask = useCallback(() => {
    setState({ kind: "asking" });
    get<SessionState>("/api/session")
      .then((fresh) => fresh && setState({ kind: "in", session: keepSession(fresh.value) }))
      .catch((cause: unknown) => {
        const error = cause instanceof ApiError ? cause : new ApiError("internal", 0);
        setState(error.status === 401 ? { kind: "out", ended: false } : { kind: "failed", code: error.code });
      });
  }, []);
  useEffect(ask, [ask]);

  const ended = useCallback(() => setState({ kind: "out", ended: true }), []);
  const leave = useCallback(() => {
    write("DELETE", "/api/session")
      .catch(() => undefined)
      .finally(() => {
        location.hash = queueHref;
        setState({ kind: "out", ended: false });
      });
  }, []);

  if (state.kind === "asking") return <main id="content" class="narrow" aria-busy="true" />;
  if (state.kind === "failed") {
    return (
      <main id="content" class="narrow">
        <Notice kind="bad">{errorText(state.code)}</Notice>
        <button onClick={ask}>{texts.connection.retry}</button>
      </main>
    );
  }
  if (state.kind === "out") {
    return <SignIn ended={state.ended} onDone={(session) => setState({ kind: "in", session: keepSession(session) })} />;
  }
  const { session } = state;
  return (
    <>
      <a class="skip" href="#content" onClick={skipToContent}>{texts.skip}</a>
      <header class="top">
        <a class="mark" href={queueHref}>{texts.product}</a>
        {session.sandbox && <span class="tag">{texts.top.sandbox}</span>}
        <span class="grow" />
        <span class="quiet">{texts.top.signedIn(session.user.name, label(texts.roles, session.user.role))}</span>
        <button class="plain" onClick={leave}>{texts.top.signOut}</button>
      </header>
      <main id="content" tabIndex={-1}>
        {place.screen === "queue" ? (
          <QueueScreen me={session.user.name} onEnded={ended} />
        ) : (
          <CaseScreen key={place.id} id={place.id} onEnded={ended} />
        )}
      </main>
    </>
  );
}

// The hash is the place, so the link must not change it.
function skipToContent(event: Event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const onHash = () => {
      setPlace(parsePlace(location.hash));
      window.scrollTo(0, 0);
    };
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, []);
  return place;
}
