// Ages and deadlines as words. The server's clock rules: the page only adds the time since its last answer.

export interface Span {
  overdue: boolean;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

export function span(ms: number): Span {
  const total = Math.floor(Math.abs(ms) / 1000);
  return {
    overdue: ms < 0,
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}

// Two units at most; seconds only below ten minutes, where they matter.
export function spanText(ms: number, units = { d: "d", h: "h", m: "min", s: "s" }): string {
  const { days, hours, minutes, seconds } = span(ms);
  if (days > 0) return join([days, units.d], [hours, units.h]);
  if (hours > 0) return join([hours, units.h], [minutes, units.m]);
  if (minutes >= 10) return join([minutes, units.m]);
  if (minutes > 0) return join([minutes, units.m], [seconds, units.s]);
  return `${seconds} ${units.s}`;
}

function join(...values: [number, string][]): string {
  return values
    .filter(([n], i) => i === 0 || n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(" ");
}

export type Urgency = "calm" | "soon" | "overdue";

// Soon: less than a quarter of the time that was given is left, or less than a minute.
export function urgency(createdAt: number, dueAt: number, now: number): Urgency {
  if (now >= dueAt) return "overdue";
  const left = dueAt - now;
  return left < 60_000 || left < (dueAt - createdAt) / 4 ? "soon" : "calm";
}

let offset = 0;

// Called with the server's `now` of every answer.
export function setServerTime(iso: string): void {
  const server = Date.parse(iso);
  if (!Number.isNaN(server)) offset = server - Date.now();
}

export function serverNow(): number {
  return Date.now() + offset;
}
