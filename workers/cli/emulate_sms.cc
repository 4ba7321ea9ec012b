// tipline emulate sms CHANNEL: a phone that writes. Prints what the provider makes of each answer
// and the reply SMS in it.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/emulate.h"
#include "workers/emulate/calls.h"
#include "workers/emulate/courier.h"
#include "workers/emulate/stop.h"

namespace tipline::cli {
namespace {

using emulate::Trip;
using nlohmann::json;

constexpr Millis kPatience{15'000};  // the longest that a provider is known to wait (Twilio)

struct Arguments : EmulateOptions {
  std::string channel, from, to;
  std::vector<std::string> texts;
  int parts = 1;
};

// One webhook, what was sent of it, and how it ended.
struct Sent {
  http::Request request;
  size_t sms = 0;  // of which message
  bool taken = false;
  std::vector<json> trips;
  std::string reply;
};

class Phone {
 public:
  Phone(emulate::Line line, emulate::Courier& courier, emulate::Stop& stop, emulate::Faults faults)
      : line_(line), courier_(courier), stop_(stop), faults_(faults), chance_(faults.seed) {}

  Status Write(const Arguments& arguments, const std::string& from, const std::string& to) {
    for (size_t i = 0; i < arguments.texts.size(); ++i) {
      const emulate::PhoneSms sms{chance_.HexDigits(32), from, to, arguments.texts[i]};
      TRY_ASSIGN(auto requests, SmsWebhooks(line_, sms, arguments.parts, SystemClock().Now(),
                                            chance_.HexDigits(16)));
      for (http::Request& request : requests)
        sent_.push_back({std::move(request), i, false, {}, ""});
    }
    return Unit{};
  }

  // By the plan, and then again what was not taken, as often as the provider does.
  Status Send() {
    Millis held{0};
    for (const Trip& trip : PlanTrips(sent_.size(), faults_, chance_)) {
      if (stop_.Wait(trip.held - held)) return Unit{};
      held = trip.held;
      TRY(Make(sent_[trip.webhook], trip.fate));
    }
    for (int tries = 1; tries < line_.profile.sms->tries; ++tries)
      for (Sent& sent : sent_)
        if (!sent.taken && !stop_.came()) TRY(Make(sent, Trip::Fate::kArrives));
    return Unit{};
  }

  const std::vector<Sent>& sent() const { return sent_; }

 private:
  Status Make(Sent& sent, Trip::Fate fate) {
    json trip = {{"sent", fate != Trip::Fate::kLost},
                 {"answer_lost", fate == Trip::Fate::kAnswerLost}};
    if (fate != Trip::Fate::kLost) {
      TRY_ASSIGN(const emulate::Answer answer, courier_.Deliver(sent.request));
      trip["status"] = answer.status;
      const auto read = ReadAnswer(line_.profile.sms->answer, answer);
      trip["taken"] = read.has_value();
      if (!read) trip["why"] = read.error().message;
      if (read && fate == Trip::Fate::kArrives) {
        trip["reply"] = read->text;
        if (!sent.taken) sent.reply = read->text;
        sent.taken = true;
      }
    }
    sent.trips.push_back(std::move(trip));
    return Unit{};
  }

  const emulate::Line line_;
  emulate::Courier& courier_;
  emulate::Stop& stop_;
  const emulate::Faults faults_;
  emulate::Chance chance_;
  std::vector<Sent> sent_;
};

void Print(const Sent& sent, size_t number) {
  std::cout << "webhook " << number << ", message " << sent.sms + 1 << ":";
  for (const json& trip : sent.trips) {
    if (!trip.value("sent", false))
      std::cout << " lost on the way;";
    else
      std::cout << " HTTP " << trip.value("status", 0)
                << (trip.value("answer_lost", false) ? " (the answer was lost)" : "")
                << (trip.value("taken", false) ? "" : ", not taken: " + trip.value("why", ""))
                << ";";
  }
  std::cout << (sent.taken ? " taken" : " NOT taken") << "\n";
  if (sent.reply.empty()) return;
  const Measured size = Measure(sent.reply);
  std::cout << "  reply, " << size.units << " " << EncodingName(size.encoding) << ", " << size.parts
            << " part(s):\n  " << sent.reply << "\n";
}

Result<int> Emulate(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(Settings settings, EmulateSettings(context));
  TRY_ASSIGN(const ChannelSettings* channel, FindChannel(settings, arguments.channel));
  TRY_ASSIGN(const emulate::Profile profile, ProfileOf(settings, *channel));
  if (!profile.sms)
    return Invalid("CHANNEL: " + channel->provider +
                   " carries no SMS to us; `tipline emulate list` shows who does");
  if (arguments.parts > 1 && profile.sms->part.is_null())
    std::cerr << "tipline: " << channel->provider
              << " joins the parts of a long message: one webhook\n";
  TRY_ASSIGN(const std::string url, GatewayUrl(arguments.url, settings));
  emulate::Stop stop;
  emulate::Courier courier(url, kPatience);
  emulate::Faults faults = arguments.faults;
  faults.delay = Millis(arguments.delay_ms);
  Phone phone({profile, *channel, settings}, courier, stop, faults);
  TRY(phone.Write(arguments, arguments.from.empty() ? profile.phone : arguments.from,
                  arguments.to.empty() ? emulate::ShortCodeOf(*channel) : arguments.to));
  TRY(phone.Send());
  const bool all = std::all_of(phone.sent().begin(), phone.sent().end(),
                               [](const Sent& sent) { return sent.taken; });
  json shown = {{"channel", channel->id}, {"taken", all}, {"webhooks", json::array()}};
  for (size_t i = 0; i < phone.sent().size(); ++i) {
    const Sent& sent = phone.sent()[i];
    shown["webhooks"].push_back({{"message", sent.sms + 1},
                                 {"taken", sent.taken},
                                 {"reply", sent.reply.empty() ? json() : json(sent.reply)},
                                 {"trips", sent.trips}});
    if (!context.json) Print(sent, i + 1);
  }
  if (context.json) std::cout << DumpJson(shown) << "\n";
  return all ? kDone : kNo;
}

}  // namespace

void AddEmulateSms(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* sms = group.add_subcommand(
      "sms", "A phone that writes: sends the webhook and prints the answer and the reply in it");
  const auto arguments = std::make_shared<Arguments>();
  sms->add_option("CHANNEL", arguments->channel, "A channel of the configuration")->required();
  sms->add_option("--text", arguments->texts, "The words; several: several messages, in that order")
      ->required();
  sms->add_option("--from", arguments->from,
                  "The phone's number (default: one of the provider's country)");
  sms->add_option("--to", arguments->to, "Our number (default: the channel's short code)");
  sms->add_option("--parts", arguments->parts,
                  "Cut each into so many parts at least, where the provider leaves joining to us; "
                  "long ones are cut anyway")
      ->check(CLI::Range(1, 20));
  AddEmulateOptions(*sms, arguments);
  sms->footer(
      "Exit code 1: a webhook was not taken, or was lost and the provider does not try again.");
  sms->callback([=, &context, &exit_code] {
    const Result<int> done = Emulate(context, *arguments);
    exit_code = done ? *done : Fail(done.error());
  });
}

}  // namespace tipline::cli
