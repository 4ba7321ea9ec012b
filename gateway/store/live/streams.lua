#!lua name=tipline_streams_v1
-- Streams, dead letters and leases; contract and keys: streams.h, leases.h. Names: see conversations.lua.

local function pending_count(stream, group, entry)
  local found = redis.call('XPENDING', stream, group, entry, entry, 1)
  return found[1] and found[1][4]
end

-- KEYS stream, seen; ARGV id, kind, sealed, meta, seen ttl, entries kept (0: all) -> 1 appended, 0 was there
local function append(keys, args)
  if args[1] ~= '' and redis.call('EXISTS', keys[2]) == 1 then return 0 end
  local fields = {'id', args[1], 'kind', args[2], 'sealed', args[3], 'meta', args[4]}
  if args[6] == '0' then
    redis.call('XADD', keys[1], '*', unpack(fields))
  else
    redis.call('XADD', keys[1], 'MAXLEN', '~', args[6], '*', unpack(fields))
  end
  if args[1] ~= '' then redis.call('SET', keys[2], '', 'PX', args[5]) end
  return 1
end

-- KEYS stream; ARGV group, consumer, cursor, count
-- -> {next cursor, {{entry, deliveries, fields}, ...}, entries that are gone}
local function claim(keys, args)
  local got = redis.call('XAUTOCLAIM', keys[1], args[1], args[2], 0, args[3], 'COUNT', args[4])
  local entries = {}
  for i, entry in ipairs(got[2]) do
    entries[i] = {entry[1], pending_count(keys[1], args[1], entry[1]) or 1, entry[2]}
  end
  return {got[1], entries, #got[3]}
end

-- KEYS stream; ARGV group, delete ("1"), entry... -> how many were pending
local function ack(keys, args)
  local entries = {unpack(args, 3)}
  local count = redis.call('XACK', keys[1], args[1], unpack(entries))
  if args[2] == '1' then redis.call('XDEL', keys[1], unpack(entries)) end
  return count
end

-- Field -> value of an entry; empty if it is gone.
local function read(stream, entry)
  local fields = {}
  local found = redis.call('XRANGE', stream, entry, entry)[1]
  if found then
    for i = 1, #found[2], 2 do fields[found[2][i]] = found[2][i + 1] end
  end
  return found ~= nil, fields
end

-- KEYS stream, dead; ARGV group, entry, name of the stream, error -> 1 buried, 0 it was not pending any more
local function bury(keys, args)
  local attempts = pending_count(keys[1], args[1], args[2])
  if not attempts then return 0 end
  local _, f = read(keys[1], args[2])
  redis.call('XADD', keys[2], '*', 'stream', args[3], 'id', f.id or '', 'kind', f.kind or '', 'sealed', f.sealed or '',
             'meta', f.meta or '', 'error', args[4], 'attempts', attempts)
  redis.call('XACK', keys[1], args[1], args[2])
  redis.call('XDEL', keys[1], args[2])
  return 1
end

-- KEYS dead, then streams; ARGV entry, then the streams' names in the same order -> 1 moved, 0 no such entry
local function retry(keys, args)
  local there, f = read(keys[1], args[1])
  if not there then return 0 end
  for i = 2, #keys do
    if args[i] == f.stream then
      redis.call('XADD', keys[i], '*', 'id', f.id, 'kind', f.kind, 'sealed', f.sealed, 'meta', f.meta)
      redis.call('XDEL', keys[1], args[1])
      return 1
    end
  end
  return 0
end

-- KEYS lease; ARGV token, ttl -> 1 held by that token now
local function lease(keys, args)
  local holder = redis.call('GET', keys[1])
  if holder and holder ~= args[1] then return 0 end
  redis.call('SET', keys[1], args[1], 'PX', args[2])
  return 1
end

-- KEYS lease; ARGV token
local function release(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then return 0 end
  return redis.call('DEL', keys[1])
end

-- allow-oom: what only moves or frees must go on when memory is used up, or it would stay used up.
local FREES = {'allow-oom'}
redis.register_function('tl_append', append)
redis.register_function{function_name = 'tl_claim', callback = claim, flags = FREES}
redis.register_function{function_name = 'tl_ack', callback = ack, flags = FREES}
redis.register_function{function_name = 'tl_bury', callback = bury, flags = FREES}
redis.register_function('tl_retry', retry)
redis.register_function{function_name = 'tl_lease', callback = lease, flags = FREES}
redis.register_function{function_name = 'tl_release', callback = release, flags = FREES}
