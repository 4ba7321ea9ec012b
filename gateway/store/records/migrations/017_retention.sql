-- Whether words of people may still lie in a case: every change of it says so, and what forgets them takes it back.
ALTER TABLE cases ADD COLUMN words_kept INTEGER NOT NULL DEFAULT 1;
CREATE INDEX cases_to_forget ON cases (closed_at, id) WHERE closed_at <> 0 AND words_kept = 1;
