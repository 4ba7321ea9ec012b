#include "gateway/webhooks/decide.h"

#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text.h"
#include "flows/cases/disposition.h"
#include "flows/routing/answer.h"
#include "gateway/base/ids.h"
#include "gateway/store/live/contacts.h"
#include "gateway/webhooks/checkins.h"
#include "gateway/webhooks/flow_cache.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

// The last turn of an ambiguous dialect, or of one that numbers its turns, kept in the record's
// (sealed) transcript field.
struct LastTurn {
  std::string key;
  int64_t at_ms = 0;
  std::string packed_reply;
  int64_t number = 0;
};

std::string EncodeLastTurn(const LastTurn& last) {
  json text = {{"k", last.key}, {"t", last.at_ms}, {"a", last.packed_reply}};
  if (last.number > 0) text["n"] = last.number;
  return DumpJson(text);
}

LastTurn DecodeLastTurn(const std::string& text) {
  LastTurn last;
  const auto parsed = ParseJson(text);
  if (!parsed || !parsed->is_object()) return last;
  const json& o = *parsed;
  if (o.contains("k") && o["k"].is_string()) last.key = o["k"].get<std::string>();
  if (o.contains("t") && o["t"].is_number_integer()) last.at_ms = o["t"].get<int64_t>();
  if (o.contains("n") && o["n"].is_number_integer()) last.number = o["n"].get<int64_t>();
  if (o.contains("a") && o["a"].is_string()) last.packed_reply = o["a"].get<std::string>();
  return last;
}

// More than so many characters are words, not the key of a menu (in any script's digits): hardly
// sent twice within this time.
constexpr size_t kKeyCharacters = 2;
constexpr int64_t kSameWordsMs = 10'000;

// A request that came in before the last screen was committed cannot be an answer to that screen.
bool IsRepeatByTime(const Arrival& arrival, const store::Loaded& loaded, LastTurn& last) {
  const bool sms = arrival.who.medium == Medium::kSms;
  if (!arrival.ambiguous || loaded.transcript.empty() || (!sms && !loaded.same_provider_session))
    return false;
  last = DecodeLastTurn(loaded.transcript);
  if (last.key != arrival.turn_key) return false;
  if (CharacterCount(arrival.inbound.text.Reveal()) > kKeyCharacters &&
      ToMillis(arrival.received_at) < last.at_ms + kSameWordsMs)
    return true;
  // A dial that comes again at once is a repeat; later somebody has dialled again.
  const bool at_once = ToMillis(arrival.received_at) < last.at_ms + kSameWordsMs;
  return (arrival.inbound.first && !sms && at_once) || arrival.concurrent ||
         ToMillis(arrival.received_at) < last.at_ms;
}

// Overtaken on the way: a turn that the network sends after a later one of the session has nothing
// to answer any more, and the phone shows the later screen.
bool IsOvertaken(const Arrival& arrival, const store::Loaded& loaded, LastTurn& last) {
  if (arrival.inbound.turn <= 0 || !loaded.same_provider_session || loaded.transcript.empty())
    return false;
  last = DecodeLastTurn(loaded.transcript);
  return arrival.inbound.turn < last.number;
}

// What was typed this turn. Accumulated dialects send every answer so far joined by '*', and an
// answer may hold a '*' itself: the stored transcript is the only safe place to cut (providers.md
// §3.1).
std::string NewPart(const Inbound& inbound, const store::Loaded& loaded) {
  const std::string& text = inbound.text.Reveal();
  if (!inbound.accumulated) return text;
  const std::string& before = loaded.transcript;
  if (before.empty()) return text;
  if (text.size() > before.size() && text.compare(0, before.size(), before) == 0 &&
      text[before.size()] == '*')
    return text.substr(before.size() + 1);
  const size_t star = text.rfind('*');
  return star == std::string::npos ? text : text.substr(star + 1);
}

std::vector<std::string> SplitDialled(const std::string& text) {
  std::vector<std::string> parts;
  size_t from = 0;
  while (from <= text.size() && parts.size() < 16) {
    const size_t star = text.find('*', from);
    parts.push_back(text.substr(from, star == std::string::npos ? star : star - from));
    if (star == std::string::npos) break;
    from = star + 1;
  }
  return parts;
}

std::string_view Bytes(const std::array<uint8_t, 32>& entropy) {
  return {reinterpret_cast<const char*>(entropy.data()),  // NOLINT(*-reinterpret-cast)
          kUlidChanceBytes};
}

Session StoredSession(const store::Loaded& loaded) {
  if (loaded.session.empty()) return {};
  auto session = DecodeSession(loaded.session);
  if (!session || session->ended) return {};
  return *std::move(session);
}

flows::Input MakeInput(const Arrival& arrival, const store::Loaded& loaded, TimePoint now,
                       const std::array<uint8_t, 32>& entropy) {
  const Inbound& inbound = arrival.inbound;
  flows::Input input;
  input.medium = arrival.who.medium;
  input.remembered_language = loaded.language;
  input.default_language = arrival.channel->default_language;
  input.free = arrival.channel->free;
  input.emergency = arrival.channel->emergency;
  input.entry = arrival.channel->EntryFlow();
  input.channel = inbound.channel;
  input.service_code = inbound.to;
  input.number = inbound.from;
  input.pseudonym = arrival.who.pseudonym;
  input.now = now;
  input.entropy = entropy;
  input.limits = {arrival.channel->screen_gsm7, arrival.channel->screen_ucs2};
  input.gsm7 = arrival.channel->spelling == "gsm7";
  input.knowledge = arrival.knowledge.get();
  input.findings = arrival.findings;
  input.continues = arrival.continues;
  store::Verified verified = store::VerifiedIn(loaded.role);
  input.role = std::move(verified.role);
  input.role_country = std::move(verified.country);
  return input;
}

// A code dialled with answers in it (`*384*123*1*2#`) plays them one after the other, up to the
// first end.
flows::Turn PlayDialled(const flows::Bundle& bundle, flows::Turn turn, const std::string& dialled,
                        flows::Input input) {
  input.opens = false;
  for (const std::string& part : SplitDialled(dialled)) {
    if (turn.ends) break;
    ++input.entropy[0];
    input.text = part;
    auto effects = std::move(turn.effects);
    turn = flows::Advance(bundle, std::move(turn.session), input);
    turn.effects.insert(turn.effects.begin(), std::make_move_iterator(effects.begin()),
                        std::make_move_iterator(effects.end()));
  }
  return turn;
}

flows::Turn TakeTurn(const Arrival& arrival, const store::Loaded& loaded,
                     const flows::Bundle& bundle, Session session, flows::Input input) {
  if (arrival.continues) return flows::Advance(bundle, std::move(session), input);
  const bool fresh = session.id.empty();
  const bool ussd = arrival.who.medium == Medium::kUssd;
  // A gateway without session ids of its own has one for each phone: there "first" says that it was
  // dialled again, and whoever holds the phone now may be another.
  const bool redialled = arrival.inbound.first && !arrival.inbound.accumulated;
  input.opens = ussd ? !loaded.same_provider_session || fresh || redialled : fresh;
  const std::string typed =
      NewPart(arrival.inbound, loaded.same_provider_session ? loaded : store::Loaded{});
  const bool carries = arrival.inbound.accumulated || arrival.inbound.dialled;
  const bool dialled = ussd && input.opens && carries && fresh && !typed.empty();
  if (!ussd || !input.opens) input.text = typed;
  auto turn = flows::Advance(bundle, std::move(session), input);
  if (dialled) return PlayDialled(bundle, std::move(turn), typed, input);
  return turn;
}

// What the turn asked the records and waits for; empty: nothing.
std::string AwaitedIn(const flows::Turn& turn) {
  for (const Effect& effect : turn.effects)
    if (const auto* ask = std::get_if<Ask>(&effect);
        ask != nullptr && ask->inquiry.id == turn.session.inquiry)
      return ask->inquiry.id;
  return {};
}

constexpr std::string_view kSortedEvent = "sorted";  // store::AddContacts takes back one

// What of the conversation was there before the turn.
struct Before {
  bool begun = false, spoke = false, filed = false, unsorted = false;
  explicit Before(const Session& session)
      : begun(!session.id.empty()),
        spoke(!session.said.empty()),
        filed(!session.tip_id.empty()),
        unsorted(filed && session.found.count(flows::kUnsortedMark) != 0) {}
};

// What the turn says of the whole contact: each conversation begins once, speaks at most once, and
// gets one disposition: with its first tip, or when it ends without one. One that was unsorted, for
// it began with words, gives that back when a later tip says more.
void AddContact(const Before& before, const flows::Turn& turn, std::string& passage) {
  const auto add = [&](std::string_view outcome) {
    passage.append(" ").append(kContactEvent).append(".").append(outcome);
  };
  const bool fresh = !before.begun || turn.session.screens == 1;  // or begun again
  std::string_view disposition;
  for (const Effect& effect : turn.effects) {
    if (!disposition.empty() && disposition != flows::kUnsorted) break;
    const auto* filed = std::get_if<FileTip>(&effect);
    if (filed != nullptr && (fresh || !before.filed || before.unsorted))
      disposition = flows::DispositionOf(filed->tip);
    const auto* event = std::get_if<StepEvent>(&effect);
    if (event != nullptr && event->step == kContactEvent) disposition = event->outcome;
  }
  if (before.unsorted && !fresh) {
    if (disposition == flows::kUnsorted) disposition = {};
    if (!disposition.empty()) add(kSortedEvent);
  }
  if (fresh) add("begun");
  const bool speaks = !turn.session.said.empty() || (turn.session.ended && disposition != "silent");
  if (speaks && (fresh || !before.spoke)) add("spoke");
  if (!disposition.empty()) add(disposition);
}

// Where the turn went, "main/sw/ussd menu.answered what.shown": what the funnel is counted by.
std::string Passage(const Arrival& arrival, const Before& before, const flows::Turn& turn) {
  std::string passage =
      turn.session.flow + "/" + turn.session.language + "/" + MediumName(arrival.who.medium);
  for (const Effect& effect : turn.effects)
    if (const auto* event = std::get_if<StepEvent>(&effect);
        event != nullptr && event->step != kContactEvent)
      passage.append(" ").append(event->step).append(".").append(event->outcome);
  AddContact(before, turn, passage);
  return passage;
}

}  // namespace

Decision Decider::Decide(const Arrival& arrival, const store::Loaded& loaded,
                         const flows::Bundle& bundle, TimePoint now,
                         const std::array<uint8_t, 32>& entropy) const {
  Decision decision;
  LastTurn last;
  if (loaded.repeat) {
    decision.reply = UnpackReply(loaded.answer);
    return decision;
  }
  if (!arrival.continues &&
      (IsOvertaken(arrival, loaded, last) || IsRepeatByTime(arrival, loaded, last))) {
    decision.reply = UnpackReply(last.packed_reply);
    return decision;
  }
  if (!arrival.continues && arrival.who.medium == Medium::kSms &&
      store::HasRole(loaded.role, store::kResponderRole) &&
      flows::ReadResponderAnswer(arrival.inbound.text.Reveal()))
    return HandOver(arrival, loaded, "responder_sms", "responder");

  Session session = StoredSession(loaded);
  if (const auto says = ReadCheckinAnswer(arrival, loaded, !session.id.empty(), bundle, keys_))
    return HandOver(WithAnswer(arrival, *says), loaded, "checkin_sms", "checkin");
  if (!session.id.empty() &&
      (session.version != bundle.version() || session.flow != bundle.name())) {
    decision.kind = Decision::Kind::kNeedFlow;
    decision.flow = session.flow;
    decision.flow_version = session.version;
    return decision;
  }
  // Somebody was faster: the answer was shown already.
  if (arrival.continues && session.inquiry != arrival.findings->id) return decision;
  if (!session.inquiry.empty() && !arrival.looked) {
    decision.kind = Decision::Kind::kNeedFindings;
    decision.inquiry = session.inquiry;
    return decision;
  }
  const Before before(session);
  flows::Turn turn = TakeTurn(arrival, loaded, bundle, std::move(session),
                              MakeInput(arrival, loaded, now, entropy));

  decision.kind = Decision::Kind::kCommit;
  decision.reply = {turn.screen, turn.ends};
  if (!arrival.detached) decision.inquiry = AwaitedIn(turn);
  store::Commit& commit = decision.commit;
  commit.who = arrival.who;
  commit.expected_revision = loaded.revision;
  commit.session = EncodeSession(turn.session);
  commit.ended = turn.session.ended;
  commit.answer = PackReply(decision.reply);
  commit.transcript =
      arrival.inbound.accumulated ? arrival.inbound.text.Reveal()
      : arrival.ambiguous || arrival.inbound.turn > 0
          ? EncodeLastTurn({arrival.turn_key, ToMillis(now), commit.answer, arrival.inbound.turn})
          : "";
  AddEffects(arrival, turn, commit);
  if (arrival.inbound.opt != OptChange::kNone && arrival.inbound.from_is_msisdn)
    commit.entries.push_back(OptEntry(arrival, keys_));
  if (auto sign = SignOfLife(arrival, loaded, keys_)) commit.entries.push_back(*std::move(sign));
  commit.passage = Passage(arrival, before, turn);
  if (arrival.who.medium == Medium::kSms && !turn.screen.empty() && decision.inquiry.empty() &&
      (arrival.detached || !arrival.provider->CarriesSmsReply()))
    commit.entries.push_back(
        ReplyEntry(arrival, arrival.detached ? ReplyId(arrival) : UlidFrom(now, Bytes(entropy)),
                   turn.screen, now, keys_));
  return decision;
}

Decision Decider::HandOver(const Arrival& arrival, const store::Loaded& loaded, const char* kind,
                           const char* passage) const {
  Decision decision;
  decision.kind = Decision::Kind::kCommit;
  store::Commit& commit = decision.commit;
  commit.who = arrival.who;
  commit.expected_revision = loaded.revision;
  commit.session = loaded.session;
  commit.answer = PackReply({});
  commit.entries.push_back(InboundEntry(arrival, kind, keys_));
  commit.passage = passage;
  return decision;
}

void Decider::AddEffects(const Arrival& arrival, const flows::Turn& turn,
                         store::Commit& commit) const {
  for (const Effect& effect : turn.effects) {
    std::visit(
        [&](const auto& e) {
          using T = std::decay_t<decltype(e)>;
          if constexpr (std::is_same_v<T, FileTip>)
            commit.entries.push_back({"tips", e.tip.id, "tip", SealToCase(keys_, EncodeTip(e.tip)),
                                      arrival.inbound.channel});
          else if constexpr (std::is_same_v<T, Ask>)
            commit.entries.push_back({"tips", e.inquiry.id, "inquiry",
                                      SealToCase(keys_, EncodeInquiry(e.inquiry)),
                                      arrival.inbound.channel});
          else if constexpr (std::is_same_v<T, RememberLanguage>)
            commit.remember_language = e.language;
        },
        effect);
  }
}

std::string PackReply(const Reply& reply) {
  return (reply.ends ? "E" : "C") + reply.text;
}

Reply UnpackReply(std::string_view packed) {
  if (packed.empty()) return {};
  return {std::string(packed.substr(1)), packed.front() == 'E'};
}

}  // namespace tipline::gateway
