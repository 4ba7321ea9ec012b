-- Travellers who are checked in on, who is told when they are late, and our own outages. What people said is in _sealed.
-- step_at: when the next step of the ladder is due; next_at: when to look again; act, posted: the last step, and whether its
-- messages are on their way. One that is running for each phone at most.
CREATE TABLE travellers (
  id TEXT PRIMARY KEY, pseudonym TEXT NOT NULL, channel TEXT NOT NULL, stage TEXT NOT NULL, due_at BIGINT NOT NULL,
  step_at BIGINT NOT NULL, next_at BIGINT NOT NULL, heard_at BIGINT NOT NULL, outage_seen_at BIGINT NOT NULL,
  told INTEGER NOT NULL, lead_told INTEGER NOT NULL, act TEXT NOT NULL, posted INTEGER NOT NULL, details_sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX travellers_running ON travellers (pseudonym) WHERE ended_at = 0;
CREATE INDEX travellers_next ON travellers (next_at) WHERE ended_at = 0;
CREATE INDEX travellers_ended ON travellers (ended_at) WHERE ended_at <> 0;

-- state: waiting (another invitation to that phone is open), asked, active. told: 1 of this lateness, 2 must hear that it is over.
CREATE TABLE checkin_contacts (
  id TEXT PRIMARY KEY, traveller_id TEXT NOT NULL REFERENCES travellers (id), pseudonym TEXT NOT NULL, place INTEGER NOT NULL,
  state TEXT NOT NULL, told INTEGER NOT NULL, asked_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, details_sealed TEXT NOT NULL
);
CREATE UNIQUE INDEX checkin_contacts_one ON checkin_contacts (traveller_id, pseudonym);
CREATE INDEX checkin_contacts_pseudonym ON checkin_contacts (pseudonym);
CREATE INDEX checkin_contacts_open ON checkin_contacts (expires_at) WHERE state <> 'active';

-- Who said no: a keyed hash of traveller and number, so that they are not asked again. Nothing else is kept of them.
CREATE TABLE checkin_declined (hash TEXT PRIMARY KEY, at BIGINT NOT NULL);

CREATE TABLE checkin_events (
  id TEXT PRIMARY KEY, traveller_id TEXT NOT NULL REFERENCES travellers (id), at BIGINT NOT NULL, kind TEXT NOT NULL,
  detail_sealed TEXT NOT NULL
);
CREATE INDEX checkin_events_traveller ON checkin_events (traveller_id, at);

-- One row: webhooks, Redis and a worker were alive then.
CREATE TABLE checkin_beat (id INTEGER PRIMARY KEY CHECK (id = 1), at BIGINT NOT NULL);
CREATE TABLE checkin_outages (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, began_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, cause TEXT NOT NULL,
  told INTEGER NOT NULL
);
