#include "workers/emulate/ussd_phone.h"

#include <utility>

namespace tipline::emulate {

UssdPhone::UssdPhone(Line line, const Network& network, Ways ways, Faults faults, std::string from)
    : line_(line),
      network_(network),
      ways_(std::move(ways)),
      faults_(faults),
      chance_(faults.seed) {
  call_.from = std::move(from);
}

Result<TurnSeen> UssdPhone::Dial(const std::string& code) {
  call_.session = chance_.HexDigits(32);
  call_.dialled = code;
  call_.inputs.clear();
  call_.screen.clear();
  before_.reset();
  open_ = true;
  return Turn(std::nullopt);
}

Result<TurnSeen> UssdPhone::Say(const std::string& input) {
  call_.inputs.push_back(input);
  return Turn(input);
}

Status UssdPhone::Make(const Trip& trip, const http::Request& request, TurnSeen& seen,
                       std::optional<Answer>& shown) {
  ++seen.sent;
  if (trip.fate == Trip::Fate::kLost) return Unit{};
  TRY_ASSIGN(Answer answer, ways_.deliver(request));
  if (trip.fate == Trip::Fate::kAnswerLost) return Unit{};
  if (!shown)
    shown = std::move(answer);
  else if (shown->status != answer.status || shown->body != answer.body)
    seen.copies_agree = false;
  return Unit{};
}

Status UssdPhone::ComeLate() {
  if (!faults_.reorder || !before_) return Unit{};
  TRY(ways_.deliver(*before_));
  return Unit{};
}

Result<TurnSeen> UssdPhone::Turn(std::optional<std::string> input) {
  TurnSeen seen;
  seen.input = std::move(input);
  const TimePoint begin = ways_.clock.Now();
  const std::string nonce = chance_.HexDigits(16);
  TRY_ASSIGN(http::Request request, TurnWebhook(line_, network_, call_, begin, nonce));
  std::optional<Answer> shown;
  Millis held{0};
  for (const Trip& trip : PlanTrips(1, faults_, chance_)) {
    if (!ways_.pause(trip.held - held)) {  // the session is left open: whoever stops hangs up
      seen.trouble = "stopped";
      return seen;
    }
    held = trip.held;
    TRY(Make(trip, request, seen, shown));
  }
  seen.took = std::chrono::duration_cast<Millis>(ways_.clock.Now() - begin);
  TRY(ComeLate());
  before_ = std::move(request);
  if (!shown) {
    seen.trouble = "the webhook or its answer was lost on the way";
  } else {
    seen.status = shown->status;
    const Result<Shown> read = ReadAnswer(line_.profile.ussd->answer, *shown);
    if (!read)
      seen.trouble = read.error().message;
    else if (seen.took > network_.answer)
      seen.trouble = "answered after " + std::to_string(seen.took.count()) +
                     " ms; the operator waits " + std::to_string(network_.answer.count() / 1000) +
                     " s";
    else
      seen.screen = read->text, seen.ends = read->ends;
  }
  if (!seen.trouble.empty()) seen.ends = true;
  seen.room = RoomOf(seen.screen, network_);
  call_.screen = seen.screen;
  open_ = !seen.ends;
  return seen;
}

Status UssdPhone::HangUp(const std::string& reason) {
  if (!open_) return Unit{};
  open_ = false;
  if (!line_.profile.ussd_end) return Unit{};
  TRY_ASSIGN(const http::Request request,
             EndWebhook(line_, network_, call_, reason, ways_.clock.Now(), chance_.HexDigits(16)));
  TRY(ways_.deliver(request));
  return Unit{};
}

}  // namespace tipline::emulate
