#!lua name=tipline_parts_v1
-- Parts of long messages until all are here; contract and keys: parts.h. Names: see conversations.lua.

-- KEYS group, due, seen; ARGV part, total, sealed, name of the group, due at, due if complete, seen ttl
-- -> 0 waits for the others, -1 the same part came before, -2 another message has this place, or when all are here: {part, sealed, ...}
local function put(keys, args)
  if redis.call('EXISTS', keys[3]) == 1 then return -1 end
  if redis.call('HSETNX', keys[1], args[1], args[3]) == 0 then return -2 end
  redis.call('SET', keys[3], '', 'PX', args[7])
  if redis.call('HLEN', keys[1]) < tonumber(args[2]) then
    redis.call('ZADD', keys[2], 'NX', args[5], args[4])
    return 0
  end
  redis.call('ZADD', keys[2], args[6], args[4])
  return redis.call('HGETALL', keys[1])
end

-- The groups whose time is over, handed out once within the lease. KEYS due; ARGV now, lease until, count -> names
local function due(keys, args)
  local names = redis.call('ZRANGE', keys[1], '-inf', args[1], 'BYSCORE', 'LIMIT', '0', args[3])
  for _, name in ipairs(names) do redis.call('ZADD', keys[1], args[2], name) end
  return names
end

-- These parts are filed. What came meanwhile waits on. KEYS group, due; ARGV name, due of the rest, part...
local function done(keys, args)
  if #args > 2 then redis.call('HDEL', keys[1], unpack(args, 3)) end
  if redis.call('HLEN', keys[1]) == 0 then
    redis.call('ZREM', keys[2], args[1])
  else
    redis.call('ZADD', keys[2], args[2], args[1])
  end
  return 1
end

redis.register_function('tl_part_put', put)
redis.register_function('tl_parts_due', due)
redis.register_function('tl_parts_done', done)
