#include "tests/guard/recorded_walk.h"

#include <utility>
#include <variant>

namespace tipline::guard {
namespace {

constexpr const char* kChanged =
    "the walk of tests/bench/walk.json does not file a tip and end in flow main any more";

}  // namespace

EngineWalk::EngineWalk(const flows::Bundle& bundle) : bundle_(&bundle) {
  input_.default_language = "en";
  input_.channel = "africastalking";
  input_.service_code = "*384*123#";
  input_.number = Secret<std::string>("+254711000001");
  input_.pseudonym = "00000000000000000000000000000000";
  input_.now = FromMillis(1'764'000'000'000);
}

void EngineWalk::Step() {
  input_.opens = next_ == 0;
  input_.text = answers_[next_];
  input_.now += Millis(5000);
  ++input_.entropy[0];
  flows::Turn turn = flows::Advance(*bundle_, std::move(session_), input_);
  for (const Effect& effect : turn.effects)
    tips_ += std::holds_alternative<FileTip>(effect) ? 1 : 0;
  session_ = std::move(turn.session);
  next_ = (next_ + 1) % answers_.size();
  Must(turn.ends == (next_ == 0), kChanged);
  if (next_ != 0) return;
  Must(tips_ > 0, kChanged);
  session_ = {};
  tips_ = 0;
}

void EngineWalk::Play() {
  do
    Step();
  while (next_ != 0);
}

// Not by Play(): that is what callgrind counts (ops/lib/guard.sh), and Redis' start is no part of
// it.
GatewayWalk::GatewayWalk(flows::Bundle bundle) : turn_(std::move(bundle)) {
  do
    Step();
  while (next_ != 0);
}

void GatewayWalk::Step() {
  answer_.clear();
  tips_ += turn_.Answer(requests_[next_], redis_, answer_) ? 1 : 0;
  next_ = (next_ + 1) % requests_.size();
  const char* wanted = next_ == 0 ? "\r\n\r\nEND " : "\r\n\r\nCON ";
  Must(answer_.starts_with("HTTP/1.1 200 ") && answer_.find(wanted) != std::string::npos, kChanged);
  if (next_ != 0) return;
  Must(tips_ > 0, kChanged);
  tips_ = 0;
  turn_.StartAgain();
  redis_.Rewind();
}

void GatewayWalk::Play() {
  do
    Step();
  while (next_ != 0);
}

}  // namespace tipline::guard
