#!lua name=tipline_streams_v1
-- Streams, dead letters and leases; contract and keys: streams.h, leases.h. Names: see conversations.lua.

-- Adds to the counters of the partition (ledger.h). A count that cannot be written must not cost a message: it shows when the
-- books are compared.
local function count(counters, field, by) redis.pcall('HINCRBY', counters, field, by) end

local function name_of(stream) return stream:match('[^:]+$') end

local function pending_count(stream, group, entry)
  local found = redis.call('XPENDING', stream, group, entry, entry, 1)
  return found[1] and found[1][4]
end

-- KEYS stream, seen, of tips: counters; ARGV id, kind, sealed, meta, seen ttl -> 1 appended, 0 was there
local function append(keys, args)
  if redis.call('EXISTS', keys[2]) == 1 then return 0 end
  redis.call('XADD', keys[1], '*', 'id', args[1], 'kind', args[2], 'sealed', args[3], 'meta', args[4])
  redis.call('SET', keys[2], '', 'PX', args[5])
  if keys[3] then
    count(keys[3], 'appended:' .. args[2], 1)
    count(keys[3], 'tips:in:' .. args[2], 1)
  end
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

-- Entries of one kind are done and go. XACK says of each entry once that it was pending, however often it was handed out.
-- KEYS stream, counters; ARGV group, kind, entry... -> how many were pending
local function done(keys, args)
  local entries = {unpack(args, 3)}
  local pending = redis.call('XACK', keys[1], args[1], unpack(entries))
  redis.call('XDEL', keys[1], unpack(entries))
  if pending > 0 then count(keys[2], name_of(keys[1]) .. ':done:' .. args[2], pending) end
  return pending
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

-- KEYS stream, dead, counters; ARGV group, entry, name of the stream, error -> 1 buried, 0 it was not pending any more
local function bury(keys, args)
  local attempts = pending_count(keys[1], args[1], args[2])
  if not attempts then return 0 end
  local _, f = read(keys[1], args[2])
  redis.call('XADD', keys[2], '*', 'stream', args[3], 'id', f.id or '', 'kind', f.kind or '', 'sealed', f.sealed or '',
             'meta', f.meta or '', 'error', args[4], 'attempts', attempts)
  redis.call('XACK', keys[1], args[1], args[2])
  redis.call('XDEL', keys[1], args[2])
  count(keys[3], args[3] .. ':buried:' .. (f.kind or ''), 1)
  return 1
end

-- KEYS dead, then streams, then counters; ARGV entry, then the streams' names in the same order -> 1 moved, 0 no such entry
local function retry(keys, args)
  local there, f = read(keys[1], args[1])
  if not there then return 0 end
  for i = 2, #args do
    if args[i] == f.stream then
      redis.call('XADD', keys[i], '*', 'id', f.id, 'kind', f.kind, 'sealed', f.sealed, 'meta', f.meta)
      redis.call('XDEL', keys[1], args[1])
      count(keys[#args + 1], f.stream .. ':retried:' .. f.kind, 1)
      return 1
    end
  end
  return 0
end

-- KEYS dead, counters; ARGV entry -> 1 dropped, 0 no such entry
local function drop(keys, args)
  local there, f = read(keys[1], args[1])
  if not there then return 0 end
  redis.call('XDEL', keys[1], args[1])
  count(keys[2], (f.stream or '') .. ':dropped:' .. (f.kind or ''), 1)
  return 1
end

-- KEYS lease; ARGV token, ttl -> 1 held by that token now
local function lease(keys, args)
  local holder = redis.call('GET', keys[1])
  if holder and holder ~= args[1] then
    -- Longer than anybody asks for: the clock was set back. Whoever holds it may be gone; if not, it renews it.
    if redis.call('PTTL', keys[1]) > tonumber(args[2]) then redis.call('PEXPIRE', keys[1], args[2]) end
    return 0
  end
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
redis.register_function{function_name = 'tl_done', callback = done, flags = FREES}
redis.register_function{function_name = 'tl_drop', callback = drop, flags = FREES}
redis.register_function{function_name = 'tl_bury', callback = bury, flags = FREES}
redis.register_function('tl_retry', retry)
redis.register_function{function_name = 'tl_lease', callback = lease, flags = FREES}
redis.register_function{function_name = 'tl_release', callback = release, flags = FREES}
