-- Coming back to a case with its code and PIN. A code is a keyed hash; the PIN is sealed as it came until a worker has made its
-- Argon2id hash (sealed too). Two cases may have the same code: the PIN tells them apart.
CREATE TABLE case_access (
  code_hash TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES cases (id), pin_sealed TEXT NOT NULL, pin_hash_sealed TEXT NOT NULL,
  kept_at BIGINT NOT NULL, PRIMARY KEY (code_hash, case_id)
);
CREATE INDEX case_access_case ON case_access (case_id);
CREATE INDEX case_access_plain ON case_access (kept_at) WHERE pin_hash_sealed = '';

-- Each try of a code, there or not, by code and by phone; kept for a day.
CREATE TABLE case_tries (
  id TEXT PRIMARY KEY, code_hash TEXT NOT NULL, pseudonym TEXT NOT NULL, at BIGINT NOT NULL, good INTEGER NOT NULL
);
CREATE INDEX case_tries_code ON case_tries (code_hash, at);
CREATE INDEX case_tries_phone ON case_tries (pseudonym, at);
CREATE INDEX case_tries_at ON case_tries (at);

-- Leave to act on a case, for the conversation that gave the PIN.
CREATE TABLE case_tickets (
  ticket_hash TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), conversation TEXT NOT NULL, made_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX case_tickets_case ON case_tickets (case_id);
CREATE INDEX case_tickets_used ON case_tickets (used_at);

-- What the person asked of their own case; 0: not.
CREATE TABLE case_wishes (
  case_id TEXT PRIMARY KEY REFERENCES cases (id), withdrawn_at BIGINT NOT NULL DEFAULT 0,
  deletion_asked_at BIGINT NOT NULL DEFAULT 0, erased_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX case_wishes_deletion ON case_wishes (deletion_asked_at) WHERE deletion_asked_at <> 0 AND erased_at = 0;

-- Status texts to somebody who agreed to them: each of the three once.
CREATE TABLE case_told (
  case_id TEXT NOT NULL REFERENCES cases (id), what TEXT NOT NULL, at BIGINT NOT NULL, told_by TEXT NOT NULL,
  PRIMARY KEY (case_id, what)
);

ALTER TABLE messages ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0;
-- Which phone a tip came from: a case may be added to from any.
ALTER TABLE tips ADD COLUMN pseudonym TEXT NOT NULL DEFAULT '';
UPDATE tips SET pseudonym = (SELECT cases.pseudonym FROM cases WHERE cases.id = tips.case_id);
CREATE INDEX tips_phone ON tips (pseudonym, received_at);
