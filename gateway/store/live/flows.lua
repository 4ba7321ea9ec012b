#!lua name=tipline_flows_v1
-- Published flows; contract and keys: flows_published.h. Names: see conversations.lua.

-- KEYS flow; ARGV version, hash, bundle, now
-- -> {version, 1} written, {latest, 0} the latest has that hash, {latest, -1} that version is not the next one
local function publish(keys, args)
  local latest = tonumber(redis.call('HGET', keys[1], 'latest') or 0)
  if latest > 0 and redis.call('HGET', keys[1], 'h:' .. latest) == args[2] then return {latest, 0} end
  local version = tonumber(args[1])
  if version ~= latest + 1 then return {latest, -1} end
  redis.call('HSET', keys[1], args[1], args[3], 'h:' .. args[1], args[2], 't:' .. args[1], args[4], 'latest', args[1])
  return {version, 1}
end

-- KEYS flow -> version, hash, published at, version, ...
local function versions(keys)
  local out = {}
  for version = 1, tonumber(redis.call('HGET', keys[1], 'latest') or 0) do
    local of = redis.call('HMGET', keys[1], 'h:' .. version, 't:' .. version)
    if of[1] then
      for _, value in ipairs({version, of[1], tonumber(of[2] or 0)}) do out[#out + 1] = value end
    end
  end
  return out
end

redis.register_function('tl_publish', publish)
redis.register_function{function_name = 'tl_flow_versions', callback = versions, flags = {'no-writes'}}
