-- What is looked for all the time must not cost more the more lies held or done beside it: one small index for each state that
-- is asked for, instead of one over all that is not final.
DROP INDEX outbound_due;
CREATE INDEX outbound_queued ON outbound (slot, next_try_at) WHERE state = 'queued';
CREATE INDEX outbound_sending ON outbound (slot) WHERE state = 'sending';
CREATE INDEX outbound_held ON outbound (channel) WHERE state = 'held';
