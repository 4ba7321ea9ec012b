// Every word of the page, in one place for translators. Functions take what they show.
const plural = new Intl.PluralRules("en");
const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === "one" ? one : other}`;

export const texts = {
  product: "Desk",
  skip: "Skip to content",
  signIn: {
    title: "Sign in",
    name: "Name",
    password: "Password",
    code: "Code from your authenticator",
    codeHint: "Six digits. Each code works once.",
    show: "Show password",
    hide: "Hide password",
    submit: "Sign in",
    busy: "Signing in…",
    ended: "You were signed out. Sign in again to continue.",
  },
  top: {
    queue: "Queue",
    signOut: "Sign out",
    signedIn: (name: string, role: string) => `${name} · ${role}`,
    sandbox: "Sandbox: nothing here is real",
  },
  roles: { agent: "agent", supervisor: "supervisor", admin: "administrator" } as Record<string, string>,
  connection: {
    offline: "No connection to the server. Trying again.",
    stale: (time: string) => `What you see is from ${time}.`,
    retry: "Try now",
  },
  errors: {
    offline: "No connection to the server. Nothing was saved. Try again.",
    unauthenticated: "Your session has ended. Sign in again.",
    sign_in_failed: "Name, password or code is not right. Wait for a new code and try again.",
    too_many_attempts: "Too many attempts. Wait before you try again.",
    busy: "Many people are signing in. Try again in a few seconds.",
    csrf: "This page is out of date. Reload it.",
    forbidden: "Your role may not do this.",
    not_found: "This case does not exist.",
    conflict: "Somebody changed this case meanwhile. It was loaded again; check it and repeat.",
    not_allowed: "This cannot be done in the case's present state.",
    sensitive_word: "A word in this message could put the person in danger if someone else reads it. Use another word.",
    invalid: "The server could not read this. Check what you entered.",
    too_large: "This text is too long.",
    unavailable: "The server cannot reach its store. Nothing was saved. Try again.",
    internal: "Something went wrong on the server. Tell your administrator.",
  } as Record<string, string>,
  sensitiveWord: (word: string) => `Not sent. “${word}” could put the person in danger if someone else reads it. Use another word.`,
  waitSeconds: (n: number) => `Try again in ${count(Math.ceil(n / 60), "minute", "minutes")}.`,
  priority: {
    P0: "Imminent",
    P1: "Urgent",
    P2: "High",
    P3: "Standard",
    P4: "Information",
  } as Record<string, string>,
  status: {
    received: "Received",
    screened: "Screened",
    open: "Open",
    assigned: "Assigned",
    in_progress: "In progress",
    referred: "Referred",
    follow_up: "Follow-up",
    awaiting_person: "Waiting for the person",
    awaiting_agency: "Waiting for an agency",
    unsafe_to_contact: "Unsafe to contact",
    sealed: "Sealed",
    merged: "Merged",
    exercise: "Exercise",
    closed: "Closed",
    non_case: "Not a case",
  } as Record<string, string>,
  clock: {
    units: { d: "d", h: "h", m: "min", s: "s" },
    left: (span: string) => `${span} left`,
    overdue: (span: string) => `${span} overdue`,
    none: "No deadline",
  },
  queue: {
    title: "Queue",
    shown: (n: number, all: number) => (n === all ? count(n, "case", "cases") : `${n} of ${count(all, "case", "cases")}`),
    arrived: (n: number) => `${count(n, "new case", "new cases")} in the queue`,
    empty: "Nothing is waiting.",
    emptyFiltered: "No case matches these filters.",
    loading: "Loading the queue…",
    filters: "Filters",
    priority: "Priority",
    status: "Status",
    anyStatus: "Any status",
    mine: "Only mine",
    clear: "Clear filters",
    columns: {
      priority: "Priority",
      reference: "Case",
      due: "Due",
      age: "Age",
      status: "Status",
      contact: "Contact",
      why: "Why",
      assigned: "With",
    },
    child: "Child",
    callback: "Call back",
    needsPerson: "No responder",
    nobody: "Nobody",
    me: "You",
  },
  about: {
    me: "About themselves",
    someone: "About someone they know",
    saw: "Something they saw",
    job: "Checking a job",
    info: "Asks for information",
    callback: "Asks to be called",
    raw: "Message as it came",
  } as Record<string, string>,
  medium: { ussd: "USSD", sms: "SMS" } as Record<string, string>,
  consent: {
    share: "Details may be shared",
    confidential: "Keep details with us",
    anonymous: "Anonymous: no number kept",
    unknown: "Consent not given",
  } as Record<string, string>,
  dispositions: { test: "Tried it out", unsorted: "Not sorted yet", help_request: "Asks for help" } as Record<string, string>,
  caseView: {
    title: (reference: string) => `Case ${reference}`,
    loading: "Loading the case…",
    back: "Back to the queue",
    conversation: "Conversation",
    noWords: "There are no words yet.",
    from: { person: "Person", staff: "Staff", note: "Note" } as Record<string, string>,
    meant: (meaning: string) => `Chose: ${meaning}`,
    reveal: "Show words",
    conceal: "Hide words",
    revealAll: "Show all words",
    concealAll: "Hide all words",
    summary: "Summary",
    age: "Received",
    due: "Due",
    language: "Language",
    channel: "Channel",
    place: "Place",
    disposition: "Kind of contact",
    about: "About",
    consent: "Consent",
    assigned: "With",
    closure: "Closed as",
    indicators: "Indicators",
    noIndicators: "None found",
    reasons: "Why this priority",
    points: (n: number) => count(n, "point", "points"),
    noReasons: "No rule spoke up.",
    tips: "Tips in this case",
    referrals: "Referrals",
    noReferrals: "Not referred.",
    offered: (attempt: number) => `Offer ${attempt}`,
    answerBy: "Answer due",
    alert: (state: string) => `Alert ${state}`,
    timeline: "Timeline",
    seenBy: "Read by",
    unknown: "Not known",
  },
  referralStatus: {
    offered: "Offered",
    accepted: "Accepted",
    declined: "Declined",
    expired: "No answer",
    withdrawn: "Withdrawn",
  } as Record<string, string>,
  delivery: {
    queued: "waiting",
    sending: "being sent",
    held: "held back",
    sent: "sent",
    delivered: "delivered",
    failed: "failed",
    rejected: "rejected",
    expired: "expired",
    unknown: "perhaps sent: the provider did not say",
  } as Record<string, string>,
  claim: {
    button: "Take this case",
    done: "The case is with you.",
  },
  call: {
    title: "Call back",
    hint: "The person asked for a call. Say nothing until you know who answers. Looking at the number is recorded.",
    show: "Show the number",
    hide: "Hide the number",
  },
  reply: {
    title: "Write back",
    label: "Message to the person",
    hint: "Calm, short, one idea. No names, no links, nothing that says what this service is.",
    send: "Send",
    sending: "Sending…",
    done: "The message is on its way.",
    size: (units: number, parts: number, encoding: string) =>
      `${count(units, "character", "characters")} · ${count(parts, "SMS", "SMS")} · ${encoding}`,
    odd: (signs: string) => `These signs make it dearer: ${signs}`,
    tooLong: (parts: number) => `Too long: ${parts} SMS at most.`,
  },
  whyNot: {
    not_mine: "Take the case first to write back.",
    closed: "The case is closed.",
    anonymous: "The person stayed anonymous: there is no number to write to.",
    no_number: "There is no number to write to.",
    not_safe: "The person did not say that a message to this phone is safe. Do not write.",
    not_sms: "This contact did not come by SMS.",
    no_channel: "The channel of this case cannot send.",
    unsafe_to_contact: "Marked as unsafe to contact. Do not write.",
  } as Record<string, string>,
  disposition: {
    label: "What was it?",
    submit: "Save",
    done: "Saved. The timeline says who set it.",
  },
  close: {
    title: "Close the case",
    code: "Outcome",
    choose: "Choose an outcome",
    note: "Note for colleagues",
    submit: "Close case",
    done: "The case is closed.",
    closing: "Closing…",
    groups: { person: "The person", agency: "An agency", contact: "The contact", tip: "The tip" } as Record<string, string>,
  },
  actions: {
    received: "Received",
    tip_added: "New tip",
    triaged: "Assessed",
    assigned: "Assigned",
    claimed: "Taken",
    status: "Status changed",
    priority: "Priority changed",
    referred: "Referred",
    offered: "Offered to a responder",
    accepted: "Responder accepted",
    declined: "Responder declined",
    expired: "Responder did not answer",
    withdrawn: "Offer withdrawn",
    message: "Message",
    message_out: "Wrote back",
    closed: "Closed",
    reopened: "Reopened",
    number_read: "Number looked up",
    number_forgotten: "Number forgotten: the person asked to stay anonymous",
    given_back: "Responder gave the case back",
    hastened: "Responder gets less time",
    nobody_to_ask: "No responder is left to ask",
    directory_unreadable: "The directory of responders could not be read",
    disposed: "Kind of contact set",
    routed: "Offered by staff",
  } as Record<string, string>,
};

// A code in words: its text, else the code itself made readable. New codes of the server show without a release.
export function label(table: Record<string, string>, code: string): string {
  if (Object.hasOwn(table, code)) return table[code] ?? code;
  const words = code.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function errorText(code: string): string {
  return texts.errors[code] ?? texts.errors["internal"] ?? code;
}

const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export function languageName(code: string): string {
  try {
    return code ? languages.of(code) ?? code : texts.caseView.unknown;
  } catch {
    return code;
  }
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayTime = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function timeText(at: string | number, now = Date.now()): string {
  const date = new Date(at);
  return Math.abs(now - date.getTime()) < 12 * 3_600_000 ? clockTime.format(date) : dayTime.format(date);
}
