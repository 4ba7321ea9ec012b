-- While a channel has no room, what is due of the others must not cost more the more it has: each other one by itself, in order.
CREATE INDEX outbound_channel ON outbound (class, channel, created_at, id, slot, next_try_at, updated_at, urgent) WHERE state = 'queued';
