-- Who is next must cost the same however many wait: in the order in which they are taken, with all that the choice looks at.
DROP INDEX outbound_queued;
CREATE INDEX outbound_queued ON outbound (class, created_at, id, slot, channel, next_try_at, updated_at) WHERE state = 'queued';
