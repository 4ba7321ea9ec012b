// The shapes of /api (gateway/console/routes). Times are RFC 3339 in UTC.

export type Priority = "P0" | "P1" | "P2" | "P3" | "P4";

export interface Person {
  name: string;
  role: "agent" | "supervisor" | "admin";
}

export interface SessionState {
  user: Person;
  csrf: string;
  now: string;
  expires_at: string;
  sandbox: boolean;
}

export interface Reason {
  rule: string;
  evidence?: string;
  points: number;
}

export interface CaseSummary {
  id: string;
  reference: string;
  priority: Priority;
  status: string;
  created_at: string;
  due_at: string | null;
  language: string;
  channel: string;
  medium: "ussd" | "sms";
  about: string;
  disposition: string;
  place_code: string;
  consent: string;
  child: boolean;
  needs_person: boolean;
  wants_callback: boolean;
  assigned_to: string;
  indicators: string[];
  reasons: Reason[];
  revision: number;
}

export interface Queue {
  now: string;
  cases: CaseSummary[];
}

export interface Line {
  at: string;
  from: "person" | "staff" | "note";
  author: string;
  words: string;
  meaning: string;
  state: string;
}

export interface TipSummary {
  id: string;
  kind: string;
  received_at: string;
  channel: string;
  priority: Priority;
  place: string;
  answers: { name: string; value: string }[];
}

export interface Referral {
  id: string;
  organisation: string;
  reference: string;
  status: string;
  alert_state: string;
  offered_at: string;
  answered_at: string | null;
  due_at: string | null;
  attempt: number;
}

export interface TimelineEntry {
  at: string;
  actor: string;
  action: string;
  detail: string;
}

export interface Reader {
  name: string;
  at: string;
}

export interface ClosureCode {
  code: string;
  group: string;
}

// What may be done now, by whom asks, decided on the server. `why` is a code of texts.whyNot.
// `hours`: local ones of `zone`; empty: any time.
export interface Wish {
  time: string;
  other: string;
  hours: string;
  zone: string;
  good_time: boolean;
  said_stop: boolean;
}

export interface Allowed {
  claim: boolean;
  number: boolean;
  call: Wish | null;
  reply: { allowed: boolean; why: string };
  close: ClosureCode[];
  dispositions: string[];
}

export interface CasePage {
  now: string;
  case: CaseSummary & { closure_code: string; may_text: boolean; place: string };
  conversation: Line[];
  reasons: Reason[];
  tips: TipSummary[];
  referrals: Referral[];
  timeline: TimelineEntry[];
  seen_by: Reader[];
  allowed: Allowed;
}
