import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, write } from "../api";
import { Notice } from "../parts/notice";
import { errorText, texts } from "../texts";
import type { SessionState } from "../types";

export function SignIn({ ended, onDone }: { ended: boolean; onDone: (session: SessionState) => void }) {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const body = {
        name: name.current?.value.trim() ?? "",
        password: password.current?.value ?? "",
        totp: (code.current?.value ?? "").replaceAll(/\s/g, ""),
      };
      onDone(await write<SessionState>("POST", "/api/session", body));
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError("internal", 0));
      setBusy(false);
      if (code.current) code.current.value = "";
      code.current?.focus();
    }
  };

  return (
    <main id="content" class="narrow">
      <h1>{texts.signIn.title}</h1>
      {ended && !error && <Notice kind="plain">{texts.signIn.ended}</Notice>}
      {error && (
        <Notice kind="bad">
          {errorText(error.code)} {error.retryAfter > 0 && texts.waitSeconds(error.retryAfter)}
        </Notice>
      )}
      <form onSubmit={(event) => void submit(event)} class="card stack">
        <label class="field">
          {texts.signIn.name}
          <input ref={name} name="name" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} />
        </label>
        <label class="field" for="password">
          {texts.signIn.password}
          <input ref={password} id="password" name="password" type={shown ? "text" : "password"}
            autocomplete="current-password" required maxLength={256} />
        </label>
        <button type="button" class="plain end" aria-pressed={shown} aria-controls="password" onClick={() => setShown(!shown)}>
          {shown ? texts.signIn.hide : texts.signIn.show}
        </button>
        <label class="field">
          {texts.signIn.code}
          <input ref={code} name="totp" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required
            maxLength={7} aria-describedby="code-hint" />
        </label>
        <p id="code-hint" class="hint">{texts.signIn.codeHint}</p>
        <button type="submit" class="main" aria-disabled={busy}>{busy ? texts.signIn.busy : texts.signIn.submit}</button>
      </form>
    </main>
  );
}
