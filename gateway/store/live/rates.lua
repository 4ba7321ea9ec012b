#!lua name=tipline_rates_v1
-- How fast a channel may send; contract, key and formula: rates.h. Times are microseconds of this server's clock, written with
-- %.0f: Lua's own way to write numbers cuts them to 14 digits.

local function now_us()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function number(text) return tonumber(text or '') or 0 end

-- When the clock was set back, all times go back with it: nothing is granted twice, and nothing waits for the old time. `back`:
-- by so much; who gets it must save, or the times would go back again with each call, as fast as the clock goes on.
local function load(key, now)
  local f = redis.call('HMGET', key, 'tat', 'pause', 'at')
  local tat, pause, at = number(f[1]), number(f[2]), number(f[3])
  local back = math.max(0, at - now)
  return tat - back, pause - back, back
end

local function save(key, now, tat, pause)
  redis.call('HSET', key, 'tat', string.format('%.0f', tat), 'pause', string.format('%.0f', pause),
             'at', string.format('%.0f', now))
  local over = math.max(tat, pause, now) - now
  redis.call('PEXPIRE', key, string.format('%.0f', math.ceil(over / 1000) + 60000))
end

-- KEYS rate; ARGV interval, burst, asked, allowance -> {granted, microseconds until one more could be}
local function take(keys, args)
  local interval, burst, asked, allowance = number(args[1]), number(args[2]), number(args[3]), number(args[4])
  local now = now_us()
  local tat, pause, back = load(keys[1], now)
  if back > 0 then save(keys[1], now, tat, pause) end
  if pause > now then return {0, math.ceil(pause - now)} end
  if interval <= 0 then return {asked, 0} end
  local tolerance = (burst - 1) * interval
  local granted = 0
  while granted < asked and now >= tat - tolerance do
    tat = math.max(tat, now + allowance) + interval
    granted = granted + 1
  end
  if granted > 0 then save(keys[1], now, tat, pause) end
  return {granted, math.ceil(math.max(0, tat - tolerance - now))}
end

-- KEYS rate; ARGV interval, burst, pause -> 1
local function slow(keys, args)
  local interval, burst, wait = number(args[1]), number(args[2]), number(args[3])
  local now = now_us()
  local tat, pause = load(keys[1], now)
  pause = math.max(pause, now + wait)
  -- One by one after it: a full burst would only meet the same answer.
  save(keys[1], now, math.max(tat, pause + (burst - 1) * interval), pause)
  return 1
end

redis.register_function('tl_rate_take', take)
redis.register_function('tl_rate_slow', slow)
