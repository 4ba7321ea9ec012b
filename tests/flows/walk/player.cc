#include "tests/flows/walk/player.h"

#include <algorithm>
#include <utility>

#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

constexpr int kMostPages = 16;  // more: it goes in circles

}  // namespace

// Finds what it is told to.
class Player::Scripted final : public Source {
 public:
  Answers Find(const Query&) const override {
    asked = true;
    return next;
  }
  size_t size() const override { return next.hits.size(); }
  Answers next;
  mutable bool asked = false;
};

Player::Player(const Bundle& bundle, std::string flow, const std::string& language,
               const WalkChannel& channel)
    : bundle_(bundle), language_(language) {
  for (const SourceKind* kind : SourceKinds())
    knowledge_.Put(kind->name, sources_[kind->name] = std::make_shared<Scripted>());
  input_.entry = std::move(flow);
  input_.medium = channel.medium;
  input_.limits = channel.limits;
  input_.gsm7 = channel.gsm7;
  input_.default_language = language;
  input_.channel = "generic";
  input_.number = Secret<std::string>("+254711000001");
  input_.pseudonym = "00000000000000000000000000000000";
  input_.now = FromMillis(1'764'000'000'000);
  input_.knowledge = &knowledge_;
}

const Step* Player::StepOf(const Session& session) const {
  if (session.stack.empty()) return nullptr;
  const BundleData& data = bundle_.data();
  const int flow = data.FindFlow(session.stack.back().flow);
  if (flow < 0) return nullptr;
  const Flow& found = data.flows[static_cast<size_t>(flow)];
  const int step = found.Find(session.stack.back().step);
  return step < 0 ? nullptr : &found.steps[static_cast<size_t>(step)];
}

bool Player::HasMore(const Session& session, const std::string& screen) const {
  const BundleData& data = bundle_.data();
  const std::string& code = session.language.empty() ? input_.default_language : session.language;
  const auto language = static_cast<size_t>(std::max(0, data.FindLanguage(code)));
  const Wording& more = data.System(SystemText::kMore);
  return screen.ends_with("\n" + more.in[language]) ||
         (!more.gsm7[language].empty() && screen.ends_with("\n" + more.gsm7[language]));
}

Played Player::Once(const Session& before) {
  input_.entropy = EntropyOf(++turns_);
  Turn turn = Advance(bundle_, before, input_);
  Played played;
  for (const Effect& effect : turn.effects)
    if (const auto* event = std::get_if<StepEvent>(&effect)) played.passed.push_back(event->step);
  for (const std::string& note : turn.session.notes)
    played.passed.push_back(note);
  played.session = std::move(turn.session);
  played.pages.push_back(std::move(turn.screen));
  played.ends = turn.ends;
  return played;
}

Played Player::Play(const Session& before, const Deed& deed) {
  for (const auto& [name, source] : sources_) {
    source->asked = false;
    const auto known = deed.knows.find(name);
    source->next = known == deed.knows.end() ? Answers{} : known->second;
  }
  input_.text = deed.say == kOwnLanguage ? language_ : deed.say;
  input_.remembered_language = deed.new_phone ? std::string() : language_;
  input_.role = deed.role;
  input_.role_country = deed.role.empty() ? "" : "KE";
  input_.opens = deed.kind == Deed::Kind::kDial;
  input_.continues = deed.kind == Deed::Kind::kFound;
  if (input_.continues) input_.findings = Findings{before.inquiry, deed.findings};
  Played played = Once(before);
  input_.findings.reset();
  input_.opens = input_.continues = false;
  for (const auto& [name, source] : sources_)
    if (source->asked) played.asked.insert(name);
  for (const auto& [name, value] : deed.seeds)
    played.session.answers[name] = value;
  input_.text = "7";
  while (!played.ends && HasMore(played.session, played.pages.back()) &&
         played.pages.size() < kMostPages) {
    Played next = Once(played.session);
    played.session = std::move(next.session);
    played.ends = next.ends;
    played.pages.push_back(std::move(next.pages.front()));
    played.passed.insert(played.passed.end(), next.passed.begin(), next.passed.end());
  }
  return played;
}

}  // namespace tipline::flows::testing
