-- Cases, contacts, directory, staff and outbound messages. Columns whose names end in _sealed are ciphertext (base64):
-- box_sealed with the case key, the others with the store key. Times are UTC milliseconds, 0 = none. No NULLs.
CREATE TABLE cases (
  id TEXT PRIMARY KEY, reference TEXT NOT NULL, conversation TEXT NOT NULL UNIQUE,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 4), status TEXT NOT NULL,
  channel TEXT NOT NULL, medium TEXT NOT NULL, language TEXT NOT NULL, about TEXT NOT NULL, consent TEXT NOT NULL,
  child INTEGER NOT NULL, may_text INTEGER NOT NULL, wants_callback INTEGER NOT NULL, needs_person INTEGER NOT NULL,
  pseudonym TEXT NOT NULL, assigned_to TEXT NOT NULL, closure_code TEXT NOT NULL, indicators TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, due_at BIGINT NOT NULL, closed_at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX cases_open_reference ON cases (reference) WHERE closed_at = 0;
CREATE INDEX cases_queue ON cases (priority, created_at) WHERE closed_at = 0;
CREATE INDEX cases_reference ON cases (reference);
CREATE INDEX cases_pseudonym ON cases (pseudonym);
CREATE INDEX cases_assigned ON cases (assigned_to);

CREATE TABLE tips (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), kind TEXT NOT NULL, channel TEXT NOT NULL,
  received_at BIGINT NOT NULL, priority INTEGER NOT NULL, box_sealed TEXT NOT NULL, assessment_sealed TEXT NOT NULL
);
CREATE INDEX tips_case ON tips (case_id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), direction TEXT NOT NULL, author TEXT NOT NULL,
  at BIGINT NOT NULL, text_sealed TEXT NOT NULL
);
CREATE INDEX messages_case ON messages (case_id);

CREATE TABLE referrals (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), responder_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL, reference TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL,
  offered_at BIGINT NOT NULL, answered_at BIGINT NOT NULL, due_at BIGINT NOT NULL
);
CREATE INDEX referrals_case ON referrals (case_id);
CREATE INDEX referrals_answer ON referrals (responder_id, reference);
CREATE INDEX referrals_open ON referrals (due_at) WHERE status = 'offered';

CREATE TABLE audit (
  id TEXT PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, case_id TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_case ON audit (case_id);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE contacts (
  pseudonym TEXT PRIMARY KEY, number_sealed TEXT NOT NULL, created_at BIGINT NOT NULL, last_needed_at BIGINT NOT NULL
);

CREATE TABLE organisations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, lists TEXT NOT NULL, serves_children INTEGER NOT NULL,
  active INTEGER NOT NULL, verified INTEGER NOT NULL, agreement_until TEXT NOT NULL
);
CREATE TABLE responders (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisations (id), name_sealed TEXT NOT NULL,
  number_sealed TEXT NOT NULL, pseudonym TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL,
  hours TEXT NOT NULL, asked_order INTEGER NOT NULL, on_call_always INTEGER NOT NULL, active INTEGER NOT NULL
);
CREATE INDEX responders_pseudonym ON responders (pseudonym);

CREATE TABLE users (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, active INTEGER NOT NULL, password_sealed TEXT NOT NULL,
  totp_sealed TEXT NOT NULL, totp_step BIGINT NOT NULL, failed INTEGER NOT NULL, locked_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE console_sessions (
  token_hash TEXT PRIMARY KEY, user_name TEXT NOT NULL REFERENCES users (name), csrf TEXT NOT NULL,
  created_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked INTEGER NOT NULL
);
CREATE INDEX console_sessions_user ON console_sessions (user_name);

CREATE TABLE outbound (
  id TEXT PRIMARY KEY, class INTEGER NOT NULL, channel TEXT NOT NULL, slot INTEGER NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL, provider_id TEXT NOT NULL, reason TEXT NOT NULL, case_id TEXT NOT NULL,
  referral_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, next_try_at BIGINT NOT NULL,
  box_sealed TEXT NOT NULL
);
CREATE INDEX outbound_due ON outbound (next_try_at) WHERE state IN ('queued', 'sending', 'held');
CREATE INDEX outbound_provider ON outbound (channel, provider_id);
CREATE INDEX outbound_referral ON outbound (referral_id);
CREATE INDEX outbound_case ON outbound (case_id);
