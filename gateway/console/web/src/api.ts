// Talks to /api: JSON, the CSRF header on writes, ETags on reads, one kind of error. Keeps nothing on disk.
import { setServerTime } from "./clock";
import type { SessionState } from "./types";

// `code` is the server's (texts.errors), or "offline" when nothing came back.
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly word: string = "",
    readonly retryAfter: number = 0,
  ) {
    super(code);
  }
}

export interface Fresh<T> {
  value: T;
  etag: string;
}

let csrf = "";

export function keepSession(state: SessionState): SessionState {
  csrf = state.csrf;
  setServerTime(state.now);
  return state;
}

// undefined: nothing changed since `etag`.
export async function get<T extends { now: string }>(path: string, etag = "", signal?: AbortSignal): Promise<Fresh<T> | undefined> {
  const headers: Record<string, string> = etag ? { "If-None-Match": etag } : {};
  const response = await send(path, { method: "GET", headers, ...(signal ? { signal } : {}) });
  if (response.status === 304) return undefined;
  const value = (await read(response)) as T;
  setServerTime(value.now);
  return { value, etag: response.headers.get("ETag") ?? "" };
}

export async function write<T>(method: "POST" | "DELETE", path: string, body: object = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
  return (await read(await send(path, { method, headers, body: JSON.stringify(body) }))) as T;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: "same-origin", redirect: "error", cache: "no-store" });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("offline", 0);
  }
}

async function read(response: Response): Promise<unknown> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new ApiError(response.ok ? "internal" : "unavailable", response.status);
  }
  if (response.ok) return body;
  const error = (body as { error?: { code?: string; word?: string } }).error;
  const wait = Number(response.headers.get("Retry-After") ?? 0);
  throw new ApiError(error?.code ?? "internal", response.status, error?.word ?? "", wait);
}
