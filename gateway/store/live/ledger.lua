#!lua name=tipline_ledger_v1
-- Reads the books of one partition, and begins them; contract and fields: ledger.h. Names: see conversations.lua.

local STREAMS = {'tips', 'outbound'}

-- Entries that Redis itself says were ever added, and those there now.
local function added_and_length(stream)
  if redis.call('EXISTS', stream) == 0 then return 0, 0 end
  local info, added, length = redis.call('XINFO', 'STREAM', stream), 0, 0
  for i = 1, #info, 2 do
    if info[i] == 'entries-added' then added = info[i + 1] end
    if info[i] == 'length' then length = info[i + 1] end
  end
  return added, length
end

-- KEYS counters, tips, outbound, dead -> {counters, added and length of tips, of outbound, length of dead}; one moment in time
local function counts(keys)
  local tips_added, tips = added_and_length(keys[2])
  local outbound_added, outbound = added_and_length(keys[3])
  return {redis.call('HGETALL', keys[1]), tips_added, tips, outbound_added, outbound, redis.call('XLEN', keys[4])}
end

local function sum(fields, prefix)
  local total = 0
  for i = 1, #fields, 2 do
    if fields[i]:sub(1, #prefix) == prefix then total = total + tonumber(fields[i + 1]) end
  end
  return total
end

-- KEYS as counts; ARGV anew ("1") -> 1 begun, 0 it had begun
-- From here on the books must add up: what does not add up by now is kept as the base that the equations begin with.
local function begin(keys, args)
  if args[1] ~= '1' and redis.call('HEXISTS', keys[1], 'since') == 1 then return 0 end
  local now = redis.call('TIME')
  local base = {'since', now[1] .. string.format('%03d', math.floor(now[2] / 1000))}
  local fields, dead = redis.call('HGETALL', keys[1]), redis.call('XLEN', keys[4])
  for i, stream in ipairs(STREAMS) do
    local added, length = added_and_length(keys[i + 1])
    local buried, retried = sum(fields, stream .. ':buried:'), sum(fields, stream .. ':retried:')
    base[#base + 1] = 'base:' .. stream .. ':in'
    base[#base + 1] = added - retried - sum(fields, stream .. ':in:')
    base[#base + 1] = 'base:' .. stream .. ':out'
    base[#base + 1] = added - length - buried - sum(fields, stream .. ':done:')
    dead = dead - buried + retried + sum(fields, stream .. ':dropped:')
  end
  redis.call('HSET', keys[1], 'base:dead', dead, unpack(base))
  return 1
end

redis.register_function{function_name = 'tl_counts', callback = counts, flags = {'no-writes'}}
redis.register_function('tl_count_from', begin)
