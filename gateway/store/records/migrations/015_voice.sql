-- Workplaces with a code. `responder_id`: who answers for it, independent of the company; `contact_sealed`: whom the company can
-- be reached by. `season`: "10-03" for October to March, empty for the year.
CREATE TABLE sites (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, brand TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, season TEXT NOT NULL,
  responder_id TEXT NOT NULL, contact_sealed TEXT NOT NULL, active INTEGER NOT NULL, added_at BIGINT NOT NULL
);
-- Counts of answers by month: of nobody. `question` and `answer` empty: how many answered.
CREATE TABLE voice_counts (
  site TEXT NOT NULL, month TEXT NOT NULL, survey TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, workers BIGINT NOT NULL,
  PRIMARY KEY (site, month, survey, question, answer)
);
-- Who answered already, as a keyed hash of phone, workplace, month and survey, so that nobody counts twice. Nothing in it says
-- what was answered, and it goes when the month is over.
CREATE TABLE voice_heard (
  id TEXT PRIMARY KEY, month TEXT NOT NULL
);
-- What a company was told of, with the worker's yes, and when it answered (0: not yet).
CREATE TABLE voice_told (
  case_id TEXT PRIMARY KEY REFERENCES cases (id), site TEXT NOT NULL, told_at BIGINT NOT NULL, answered_at BIGINT NOT NULL
);
CREATE INDEX voice_told_site ON voice_told (site, told_at);
