-- Verified roles. Staff make a code for one; whoever sends it has the role on that phone. A phone is a pseudonym; a code is a
-- keyed hash, which goes once it is used. `details_sealed`: name, district, supervisor, and whom a facilitator is close to.
CREATE TABLE roles (
  id TEXT PRIMARY KEY, role TEXT NOT NULL, country TEXT NOT NULL, details_sealed TEXT NOT NULL, code_hash TEXT NOT NULL,
  made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, pseudonym TEXT NOT NULL DEFAULT '', joined_by TEXT NOT NULL DEFAULT '',
  joined_at BIGINT NOT NULL DEFAULT 0, withdrawn_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX roles_code ON roles (code_hash) WHERE code_hash <> '';
CREATE INDEX roles_phone ON roles (pseudonym) WHERE pseudonym <> '';

-- What facilitators send, put together of one or several messages. `kind`: of the grammar (config/data/reports.json), empty while
-- it is not known. `rerouted`: names somebody of the facilitator's own, so the supervisor of the district does not see it.
CREATE TABLE facilitator_reports (
  id TEXT PRIMARY KEY, role_id TEXT NOT NULL REFERENCES roles (id), kind TEXT NOT NULL, fields_sealed TEXT NOT NULL,
  complete INTEGER NOT NULL, rerouted INTEGER NOT NULL, began_at BIGINT NOT NULL, changed_at BIGINT NOT NULL
);
CREATE INDEX facilitator_reports_of ON facilitator_reports (role_id, changed_at);
-- Each message, by its inquiry. `wrong`: something in it was not understood, or it changed what an earlier one said.
CREATE TABLE facilitator_messages (
  id TEXT PRIMARY KEY, role_id TEXT NOT NULL REFERENCES roles (id), report_id TEXT NOT NULL, at BIGINT NOT NULL,
  wrong INTEGER NOT NULL
);
CREATE INDEX facilitator_messages_of ON facilitator_messages (role_id, at);
