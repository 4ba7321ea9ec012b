-- What kind of contact a case was (flows/cases/disposition.h), and where it is: ISO 3166-2, or 3166-1 of a country. Both coded.
ALTER TABLE cases ADD COLUMN disposition TEXT NOT NULL DEFAULT 'unsorted';
ALTER TABLE cases ADD COLUMN place_code TEXT NOT NULL DEFAULT '';

-- Who rang lately and was not answered: calls within minutes are one, calls within a day one case. Only pseudonyms; rows go after
-- thirty days.
CREATE TABLE missed_calls (
  pseudonym TEXT PRIMARY KEY, conversation TEXT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
  calls BIGINT NOT NULL, last_id TEXT NOT NULL, shown BIGINT NOT NULL
);
