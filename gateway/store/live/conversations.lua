#!lua name=tipline_conversations_v1
-- The record of a conversation and the commit of one turn; contract and keys: conversations.h.
-- Function names are global to the server: a change that the release before cannot live with gets new names in a new library
-- (_v2), so that both releases can run while one replaces the other. Every key comes in KEYS (Redis Cluster).

local TURN = 8  -- bytes

local function has_turn(turns, turn)
  for at = 1, #turns, TURN do
    if turns:sub(at, at + TURN - 1) == turn then return true end
  end
  return false
end

-- KEYS session, contact, seen; ARGV medium ("u", "s"), turn
-- -> {1, answer (SMS) or data (USSD)} for a repeat, else {0, "", revision, data, provider session, language, role}
local function load(keys, args)
  if args[1] == 's' then
    local answer = redis.call('GET', keys[3])
    if answer then return {1, answer} end
  end
  local s = redis.call('HMGET', keys[1], 'r', 'd', 'p', 't')
  if args[1] == 'u' and s[4] and has_turn(s[4], args[2]) then return {1, s[2] or ''} end
  local c = redis.call('HMGET', keys[2], 'lang', 'role')
  return {0, '', tonumber(s[1] or 0), s[2] or '', s[3] or '', c[1] or '', c[2] or ''}
end

local FIRST_STREAM, LAST_STREAM, EVENTS = 4, 6, 6
local FIRST_ENTRY, ENTRY = 13, 5

-- Whatever could fail does so before the first write: all or nothing.
local function check(keys, args)
  if (#args - FIRST_ENTRY + 1) % ENTRY ~= 0 then error('entries are cut') end
  for at = FIRST_ENTRY, #args, ENTRY do
    local stream = tonumber(args[at])
    if stream < FIRST_STREAM or stream > LAST_STREAM then error('no such stream') end
    local kind = redis.call('TYPE', keys[stream]).ok
    if kind ~= 'stream' and kind ~= 'none' then error('a stream is something else') end
  end
  if args[10] ~= '' then redis.call('HEXISTS', keys[2], 'role') end
end

local function remember_language(contact, language, ttl)
  redis.call('HSET', contact, 'lang', language)
  if redis.call('HEXISTS', contact, 'role') == 0 then redis.call('PEXPIRE', contact, ttl) end
end

-- KEYS session, contact, seen, tips, outbound, events
-- ARGV 1 medium, 2 turn, 3 expected revision, 4 data, 5 provider session, 6 answer (SMS), 7 session ttl, 8 seen ttl, 9 contact ttl,
--      10 language, 11 turns kept, 12 events kept, then for each entry: key index, id, kind, sealed, meta
-- -> {"done", revision}, {"repeat", as tl_load} or {"conflict"}
local function commit(keys, args)
  local ussd = args[1] == 'u'
  local seen = not ussd and redis.call('GET', keys[3])
  if seen then return {'repeat', seen} end
  local s = redis.call('HMGET', keys[1], 'r', 't')
  local turns = s[2] or ''
  if ussd and has_turn(turns, args[2]) then return {'repeat', redis.call('HMGET', keys[1], 'd')[1] or ''} end
  local revision = tonumber(s[1] or 0)
  if revision ~= tonumber(args[3]) then return {'conflict'} end
  check(keys, args)

  for at = FIRST_ENTRY, #args, ENTRY do
    local stream = tonumber(args[at])
    local fields = {'id', args[at + 1], 'kind', args[at + 2], 'sealed', args[at + 3], 'meta', args[at + 4]}
    if stream == EVENTS then
      redis.call('XADD', keys[stream], 'MAXLEN', '~', args[12], '*', unpack(fields))
    else
      redis.call('XADD', keys[stream], '*', unpack(fields))
    end
  end
  if ussd then
    turns = (turns .. args[2]):sub(-TURN * tonumber(args[11]))
    redis.call('HSET', keys[1], 'r', revision + 1, 'd', args[4], 'p', args[5], 't', turns)
  else
    redis.call('HSET', keys[1], 'r', revision + 1, 'd', args[4])
    redis.call('SET', keys[3], args[6], 'PX', args[8])
  end
  redis.call('PEXPIRE', keys[1], args[7])
  if args[10] ~= '' then remember_language(keys[2], args[10], args[9]) end
  return {'done', revision + 1}
end

-- KEYS contact; ARGV field ("lang", "role"), value (empty: take it away), ttl; a role is kept for good
local function contact(keys, args)
  if args[2] == '' then redis.call('HDEL', keys[1], args[1]) else redis.call('HSET', keys[1], args[1], args[2]) end
  if redis.call('HEXISTS', keys[1], 'role') == 1 then
    redis.call('PERSIST', keys[1])
  else
    redis.call('PEXPIRE', keys[1], args[3])
  end
  return 1
end

redis.register_function{function_name = 'tl_load', callback = load, flags = {'no-writes'}}
redis.register_function('tl_commit', commit)
redis.register_function('tl_contact', contact)
