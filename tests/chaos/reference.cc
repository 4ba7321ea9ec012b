#include "tests/chaos/reference.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <set>
#include <utility>

namespace tipline::chaos {
namespace {

constexpr size_t kShortestRun = 4;  // a PIN; "112" is no run
constexpr size_t kMostStates = 256;

// Calls `run` for runs of digits that are long enough, `other` for all else.
template <typename Run, typename Other>
void Scan(const std::string& text, Run run, Other other) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0)
      ++end;
    if (end - at >= kShortestRun)
      run(text.substr(at, end - at));
    else
      other(text.substr(at, std::max<size_t>(end - at, 1)));
    at = std::max(end, at + 1);
  }
}

// Two states with the same key will answer alike for ever.
std::string KeyOf(Session session, const std::vector<FiledTip>& filed) {
  session.id = session.id.empty() ? "" : "x";
  session.code = session.code.empty() ? "" : "x";
  session.pin = session.code;
  session.screens = 0;
  session.tip_id = session.tip_id.empty() ? "" : "x";
  std::string key = EncodeSession(session);
  for (const FiledTip& tip : filed)
    key += "|" + std::to_string(tip.talk) + tip.about + tip.text + tip.place;
  return key;
}

}  // namespace

std::string Masked(const std::string& screen) {
  std::string out;
  Scan(
      screen, [&](const std::string&) { out += '#'; }, [&](const std::string& s) { out += s; });
  return out;
}

std::string CodeIn(const std::string& screen) {
  std::string out;
  Scan(
      screen, [&](const std::string& digits) { out += (out.empty() ? "" : " ") + digits; },
      [](const std::string&) {});
  return out;
}

Reference::Reference(const flows::Bundle& bundle, Medium medium)
    : bundle_(bundle), medium_(medium), states_(1) {}

// As gateway/webhooks/decide.cc does between its two round trips.
Reference::State Reference::Next(const State& state, const std::string& input, bool opens) {
  State next = state;
  Session session = state.session.ended ? Session{} : state.session;
  flows::Input in;
  in.medium = medium_;
  in.opens = medium_ == Medium::kUssd ? opens || session.id.empty() : session.id.empty();
  if (medium_ == Medium::kSms || !in.opens) in.text = input;
  in.remembered_language = state.language;
  in.default_language = "en";
  in.channel = "reference";
  // Any: where the network hides it, the flow asks for one (flows/engine/ask_phone.cc).
  in.number = Secret<std::string>("+254720000000");
  in.now = FromMillis(1'767'225'600'000);  // any time: no screen depends on it
  ++turns_;
  std::memcpy(in.entropy.data(), &turns_, sizeof turns_);
  std::memcpy(in.entropy.data() + 16, &turns_, sizeof turns_);
  flows::Turn turn = flows::Advance(bundle_, std::move(session), in);
  next.screen = Masked(turn.screen);
  next.ends = turn.ends;
  for (const Effect& effect : turn.effects) {
    if (const auto* language = std::get_if<RememberLanguage>(&effect))
      next.language = language->language;
    const auto* file = std::get_if<FileTip>(&effect);
    if (file == nullptr) continue;
    const auto talk = std::find(next.talks.begin(), next.talks.end(), file->tip.conversation);
    const auto number = static_cast<int>(talk - next.talks.begin());
    if (talk == next.talks.end()) next.talks.push_back(file->tip.conversation);
    next.filed.push_back(
        {number, file->tip.about, file->tip.text.Reveal(), file->tip.place.Reveal()});
  }
  next.session = std::move(turn.session);
  screens_.push_back(next.screen);
  return next;
}

void Reference::Keep(std::vector<State> states) {
  std::set<std::string> seen;
  states_.clear();
  for (State& state : states)
    if (seen.insert(KeyOf(state.session, state.filed) + "|" + state.language).second &&
        states_.size() < kMostStates)
      states_.push_back(std::move(state));
}

bool Reference::Took(const std::string& input, bool opens, const std::string& screen, bool ends) {
  std::vector<State> kept;
  const std::string masked = Masked(screen);
  for (const State& state : states_) {
    State next = Next(state, input, opens);
    if (next.screen == masked && next.ends == ends) kept.push_back(std::move(next));
  }
  if (kept.empty()) return false;
  Keep(std::move(kept));
  return true;
}

void Reference::Accepted(const std::string& input, bool opens) {
  std::vector<State> next;
  for (const State& state : states_)
    next.push_back(Next(state, input, opens));
  Keep(std::move(next));
}

bool Reference::Heard(const std::string& text) {
  std::vector<State> kept;
  const std::string masked = Masked(text);
  for (const State& state : states_)
    if (state.screen == masked) kept.push_back(state);
  if (kept.empty()) return false;
  Keep(std::move(kept));
  return true;
}

void Reference::MayHaveTaken(const std::string& input, bool opens) {
  std::vector<State> all = states_;
  for (const State& state : states_)
    all.push_back(Next(state, input, opens));
  Keep(std::move(all));
}

std::string Reference::Step() const {
  const Session& session = states_.front().session;
  if (session.ended || session.stack.empty()) return {};
  return session.stack.back().step;
}

bool Reference::Resuming() const {
  return states_.front().session.resuming;
}

bool Reference::CallOffered() const {
  return states_.front().session.detour == "callback_offer";
}

const std::vector<std::string>& Reference::screens() const {
  return screens_;
}

std::vector<std::vector<FiledTip>> Reference::Possible() const {
  std::vector<std::vector<FiledTip>> all;
  all.reserve(states_.size());
  for (const State& state : states_)
    all.push_back(state.filed);
  return all;
}

}  // namespace tipline::chaos
