#!lua name=tipline_conversations_v1
-- The record of a conversation and the commit of one turn; contract and keys: conversations.h.
-- Function names are global to the server: a change that the release before cannot live with gets new names in a new library
-- (_v2), so that both releases can run while one replaces the other. Every key comes in KEYS (Redis Cluster).

-- Bytes; the form of a record: conversations.h. Numbers that go to Redis as they are stand here as text: to print them each
-- time takes longer than what is asked for.
local HEAD, TURN, TURNS_KEPT = 14, 8, 32
local HEAD_END = '269'  -- HEAD + TURN * TURNS_KEPT - 1
local FORM = 1

local function has_turn(turns, turn)
  local at = turns:find(turn, 1, true)
  while at and at % TURN ~= 1 do at = turns:find(turn, at + 1, true) end
  return at ~= nil
end

-- -> revision, turns of the record, without what is sealed in it
local function head_of(key)
  local head = redis.call('GETRANGE', key, '0', HEAD_END)
  if head == '' then return 0, '' end
  local _, revision = struct.unpack('>BI4', head)
  return revision, head:sub(HEAD + 1, HEAD + TURN * head:byte(HEAD))
end

-- A person is "language\nrole". -> language, role
local function person_of(key)
  local person = redis.call('GET', key)
  if not person then return '', '' end
  local at = person:find('\n', 1, true)
  return person:sub(1, at - 1), person:sub(at + 1)
end

-- A role is kept for good.
local function write_person(key, language, role, ttl)
  if language == '' and role == '' then
    redis.call('DEL', key)
  elseif role == '' then
    redis.call('SET', key, language .. '\n', 'PX', ttl)
  else
    redis.call('SET', key, language .. '\n' .. role)
  end
end

local COUNTERS, FIRST_STREAM, LAST_STREAM, TIPS = 2, 5, 6, 5
local FIRST_ENTRY, ENTRY = 12, 5

-- Whatever could fail does so before the first write: all or nothing.
local function check(keys, args)
  if #args >= FIRST_ENTRY and (#args - FIRST_ENTRY + 1) % ENTRY ~= 0 then error('entries are cut') end
  for at = FIRST_ENTRY, #args, ENTRY do
    local stream = tonumber(args[at])
    if stream < FIRST_STREAM or stream > LAST_STREAM then error('no such stream') end
    local kind = redis.call('TYPE', keys[stream]).ok
    if kind ~= 'stream' and kind ~= 'none' then error('a stream is something else') end
  end
  if args[9] and args[9] ~= '' then person_of(keys[3]) end
end

-- What the turn became, in the counters of the partition (ledger.h). A count that cannot be written must not cost a message: it
-- shows when the books are compared.
local function count_turn(keys, args)
  redis.pcall('HINCRBY', keys[COUNTERS], args[7], '1')
  local filed = false
  for at = FIRST_ENTRY, #args, ENTRY do
    if tonumber(args[at]) == TIPS then
      filed = true
      redis.pcall('HINCRBY', keys[COUNTERS], 'tips:in:' .. args[at + 2], '1')
    end
  end
  if filed then redis.pcall('HINCRBY', keys[COUNTERS], 'filed', '1') end
end

-- Most turns of USSD need the short form; every key and argument costs time.
-- KEYS dialogue, counters; in the long form also: person, seen, tips, outbound
-- ARGV 1 medium, 2 turn, 3 expected revision, 4 sealed, 5 provider session, 6 dialogue ttl, 7 counter of the turn; in the long form
--      also: 8 answer (SMS), 9 language, 10 seen ttl, 11 person ttl, then for each entry: key index, id, kind, sealed, meta
-- -> 1 done, 0 conflict, or of a repeat: its answer (SMS), what is sealed (USSD)
local function commit(keys, args)
  local ussd = args[1] == 'u'
  local seen = not ussd and redis.call('GET', keys[4])
  if seen then return seen end
  local revision, turns = head_of(keys[1])
  if ussd and has_turn(turns, args[2]) then
    return redis.call('GETRANGE', keys[1], HEAD + #turns, -1)
  end
  if revision ~= tonumber(args[3]) then return 0 end
  check(keys, args)

  for at = FIRST_ENTRY, #args, ENTRY do
    redis.call('XADD', keys[tonumber(args[at])], '*', 'id', args[at + 1], 'kind', args[at + 2], 'sealed', args[at + 3],
               'meta', args[at + 4])
  end
  if ussd then
    turns = turns .. args[2]
    if #turns > TURN * TURNS_KEPT then turns = turns:sub(1 + TURN) end
  else
    redis.call('SET', keys[4], args[8], 'PX', args[10])
  end
  local head = struct.pack('>BI4', FORM, revision + 1) .. args[5] .. string.char(#turns / TURN)
  redis.call('SET', keys[1], head .. turns .. args[4], 'PX', args[6])
  if args[9] and args[9] ~= '' then
    local _, role = person_of(keys[3])
    write_person(keys[3], args[9], role, args[11])
  end
  count_turn(keys, args)
  return 1
end

-- "responder traveller:1a2b" without the role of that name, whatever its mark
local function without(roles, role)
  local name, rest = role:match('^[^:]*'), {}
  for one in roles:gmatch('%S+') do
    if one:match('^[^:]*') ~= name then rest[#rest + 1] = one end
  end
  return rest
end

-- KEYS person; ARGV field ("lang", "role": all of them, "give", "take": one of them), value (empty: take it away), ttl
local function contact(keys, args)
  local language, roles = person_of(keys[1])
  local field, value = args[1], args[2]
  if field == 'lang' then
    language = value
  elseif field == 'role' then
    roles = value
  else
    local rest = without(roles, value)
    if field == 'give' then rest[#rest + 1] = value end
    roles = table.concat(rest, ' ')
  end
  write_person(keys[1], language, roles, args[3])
  return 1
end

redis.register_function('tl_commit', commit)
redis.register_function('tl_contact', contact)
