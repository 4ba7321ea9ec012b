-- What the sender needs to know besides a message itself. outbound: `urgent` an alert of a P0 or P1 case; `unsure` how often
-- nobody knew whether the provider took it; `tried` channels that it left, by spaces, and `left_at` its attempts until then;
-- segments and cost as far as known; `country` (ISO 3166) of who it goes to, for what reports say of routes. Held with next_try_at: until then; without: until its channel can send.
ALTER TABLE outbound ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbound ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbound ADD COLUMN tried TEXT NOT NULL DEFAULT '';
ALTER TABLE outbound ADD COLUMN left_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbound ADD COLUMN segments INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbound ADD COLUMN cost_micros BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbound ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE outbound ADD COLUMN country TEXT NOT NULL DEFAULT '';
UPDATE outbound SET next_try_at = 0 WHERE state = 'held';
UPDATE outbound SET unsure = 1 WHERE reason = 'unsure_1';
UPDATE outbound SET unsure = 2 WHERE reason = 'unsure_2';
UPDATE outbound SET urgent = 1 WHERE class = 1 AND state = 'queued' AND case_id IN (SELECT id FROM cases WHERE priority <= 1);
CREATE INDEX outbound_urgent ON outbound (created_at, id, slot, channel, next_try_at, updated_at) WHERE state = 'queued' AND class = 1 AND urgent = 1;
CREATE INDEX outbound_held_until ON outbound (next_try_at) WHERE state = 'held';
CREATE INDEX outbound_held_at ON outbound (updated_at) WHERE state = 'held';

-- What goes out on a channel in a day of its time zone, for the cap and for the bill.
CREATE TABLE channel_spend (
  channel TEXT NOT NULL, day TEXT NOT NULL, currency TEXT NOT NULL, messages BIGINT NOT NULL, segments BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL, PRIMARY KEY (channel, day, currency)
);

-- Who wants nothing unasked from a channel. `sender`: which number or name of ours they said it to, where it is known.
CREATE TABLE opt_outs (
  pseudonym TEXT NOT NULL, channel TEXT NOT NULL, sender TEXT NOT NULL, at BIGINT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (pseudonym, channel, sender)
);

-- Whether, when and where a person may be written to: of a person (a pseudonym) or of one case; the other column is empty.
CREATE TABLE safe_contacts (
  pseudonym TEXT NOT NULL, case_id TEXT NOT NULL, may_write INTEGER NOT NULL, details_sealed TEXT NOT NULL,
  valid_until BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, updated_by TEXT NOT NULL,
  PRIMARY KEY (pseudonym, case_id)
);
