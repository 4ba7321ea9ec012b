-- A facilitator's message as it was typed: letters and values are cut short and only so many words are told back.
ALTER TABLE facilitator_messages ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '';
CREATE INDEX facilitator_messages_report ON facilitator_messages (report_id);

-- When a phone's calls were last shown to staff: who rings on and on is shown again, however short the time in between.
ALTER TABLE missed_calls ADD COLUMN shown_at BIGINT NOT NULL DEFAULT 0;
UPDATE missed_calls SET shown_at = last_at;
