-- Who is next must not cost more the more are due: in the order in which they are taken, with all that the choice looks at.
DROP INDEX outbound_queued;
CREATE INDEX outbound_queued ON outbound (class, created_at, id, slot, channel, next_try_at, updated_at) WHERE state = 'queued';
