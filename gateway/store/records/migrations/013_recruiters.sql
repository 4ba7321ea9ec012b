-- Registers of recruiters as their authorities publish them, and employers that a named authority verified: public data, in
-- clear. Lists are JSON. `position`: the row's place in the file.
CREATE TABLE registers (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, as_of BIGINT NOT NULL, stale_after_days INTEGER NOT NULL,
  imported_at BIGINT NOT NULL
);
CREATE TABLE recruiters (
  register_id TEXT NOT NULL REFERENCES registers (id), position INTEGER NOT NULL, name TEXT NOT NULL, names TEXT NOT NULL,
  licence TEXT NOT NULL, phone TEXT NOT NULL, status TEXT NOT NULL, expires BIGINT NOT NULL, destinations TEXT NOT NULL,
  job_orders TEXT NOT NULL, PRIMARY KEY (register_id, position)
);
CREATE TABLE employers (
  position INTEGER PRIMARY KEY, as_of BIGINT NOT NULL, name TEXT NOT NULL, names TEXT NOT NULL, country TEXT NOT NULL,
  jobs TEXT NOT NULL, verified_by TEXT NOT NULL, verified BIGINT NOT NULL, expires BIGINT NOT NULL
);

-- Complaints about recruiters, one for each inquiry. `agency`: keyed hash of the recruiter that was meant; `known` whether a
-- register has it. What can be read of it is sealed.
CREATE TABLE complaints (
  id TEXT PRIMARY KEY, at BIGINT NOT NULL, agency TEXT NOT NULL, known INTEGER NOT NULL, kind TEXT NOT NULL, receipts TEXT NOT NULL,
  help_by TEXT NOT NULL, conversation TEXT NOT NULL, pseudonym TEXT NOT NULL, details_sealed TEXT NOT NULL
);
CREATE INDEX complaints_agency ON complaints (agency, at);
CREATE INDEX complaints_at ON complaints (at);
CREATE TABLE complaint_alerts (
  agency TEXT NOT NULL, at BIGINT NOT NULL, complaints INTEGER NOT NULL, PRIMARY KEY (agency, at)
);
