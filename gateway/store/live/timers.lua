#!lua name=tipline_timers_v1
-- Jobs that wait for their time; contract and keys: timers.h. Names: see conversations.lua. Times are UTC ms.

-- A lease ends half a millisecond before its end, where nothing is ever scheduled: a job that sets itself for that very time is told from
-- one that was taken and not set again.
local function lease_score(lease_until) return string.format('%.0f.5', tonumber(lease_until) - 1) end

-- KEYS timers; ARGV now, lease until, count -> {{member, ...}, next due time or ""}
local function due(keys, args)
  local members = redis.call('ZRANGE', keys[1], '-inf', args[1], 'BYSCORE', 'LIMIT', 0, args[3])
  for _, member in ipairs(members) do redis.call('ZADD', keys[1], 'XX', lease_score(args[2]), member) end
  local first = redis.call('ZRANGE', keys[1], 0, 0, 'WITHSCORES')
  return {members, first[2] and string.format('%.0f', math.ceil(tonumber(first[2]))) or ''}
end

-- KEYS timers; ARGV member, lease until -> 1 removed; 0 it was scheduled anew, or is gone
local function done(keys, args)
  local score = redis.call('ZSCORE', keys[1], args[1])
  if not score or tonumber(score) ~= tonumber(lease_score(args[2])) then return 0 end
  return redis.call('ZREM', keys[1], args[1])
end

redis.register_function{function_name = 'tl_timers_due', callback = due, flags = {'allow-oom'}}
redis.register_function{function_name = 'tl_timer_done', callback = done, flags = {'allow-oom'}}
