// Phones that text: single messages, and threads in which each message answers the one before.
#include <memory>
#include <utility>

#include "tests/chaos/load.h"
#include "tests/support/process.h"

namespace tipline::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPatience{12'000};  // of a person who waits for an answer
constexpr int kMostMessages = 14;          // of one thread

struct Sender {
  Load& load;
  Chance chance;
  testing::Wire wire;
  uint64_t stream;
  int phones = 0;

  Sender(Load& of, uint64_t seed, uint64_t number)
      : load(of), chance(seed, number), wire(of.port()), stream(number) {}

  std::string NextId(const char* kind) {
    return kind + std::to_string(stream) + "-" + std::to_string(++phones);
  }
  // One to five times in all: at the same time, a little later, or long after what follows.
  void Copy(const PhonePtr& phone, const Dialect& dialect, const std::string& request, bool first) {
    const auto copies = chance.Below(3) == 0 ? chance.Below(5) : chance.Below(2);
    for (uint64_t i = 0; i < copies; ++i) {
      const bool now = chance.Percent(40);
      if (now != first) continue;
      const milliseconds after(now ? 0 : chance.Between(50, 8000));
      load.copies_of().Send(request, after, [phone, &dialect](const WireReply& reply) {
        if (const auto text = dialect.ReadSms(reply)) phone->Shown(*text);
      });
    }
  }
  bool Slowly(const std::string& request, const Dialect& dialect, LivePhone& phone);
  bool BrokenOff(const std::string& request);
  Fate Send(const PhonePtr& phone, const Dialect& dialect, const PhoneSms& sms);
  void Single();
  void Thread();
  bool Answered(LivePhone& phone, const std::string& reply);
};

// In pieces, with pauses: a phone network at its worst. True: it was accepted like that.
bool Sender::Slowly(const std::string& request, const Dialect& dialect, LivePhone& phone) {
  const size_t pieces = 4 + chance.Below(8);
  const size_t size = request.size() / pieces + 1;
  for (size_t at = 0; at < request.size(); at += size) {
    if (!wire.Send(std::string_view(request).substr(at, size))) return false;
    const auto next = steady_clock::now() + milliseconds(chance.Between(20, 400));
    testing::Eventually([&] { return steady_clock::now() >= next; });
  }
  const auto text = dialect.ReadSms(wire.Read());
  if (text) phone.Shown(*text);
  return text.has_value();
}

// True: it never went out whole.
bool Sender::BrokenOff(const std::string& request) {
  const bool whole = chance.Percent(50);
  const size_t size = whole ? request.size() : 1 + chance.Below(request.size() - 1);
  wire.Send(std::string_view(request).substr(0, size));
  wire.Close();
  return !whole;
}

// The reference knows of it afterwards, whatever became of it.
Fate Sender::Send(const PhonePtr& phone, const Dialect& dialect, const PhoneSms& sms) {
  const std::string request = dialect.Sms(sms);
  Copy(phone, dialect, request, true);
  const Fate fate = load.Deliver(
      wire, request, [&](const WireReply& reply) { return dialect.ReadSms(reply).has_value(); },
      [] { return false; });
  if (fate.answered) {
    load.Accepted(*phone);
    Copy(phone, dialect, request, false);
    phone->reference().Accepted(sms.text, false);
  } else {
    phone->reference().MayHaveTaken(sms.text, false);  // copies may have got through
  }
  return fate;
}

void Sender::Single() {
  const Dialect& dialect = load.dialect(chance.Below(load.dialects()));
  const PhonePtr phone = load.NewPhone(NextId("sms-"), Medium::kSms);
  const PhoneSms sms{phone->id(), phone->number(), WordsWith(load.NewMarker(chance), chance)};
  const std::string request = dialect.Sms(sms);
  if (chance.Percent(load.slow_percent) && Slowly(request, dialect, *phone)) {
    load.Accepted(*phone);
    phone->reference().Accepted(sms.text, false);
    return;
  }
  const bool broken = chance.Percent(load.aborted_percent) && BrokenOff(request);
  if (broken && chance.Percent(50)) return;  // nothing of it may be filed
  const Fate fate = Send(phone, dialect, sms);
  if (!fate.answered) return;
  const auto text = dialect.ReadSms(fate.reply);
  phone->Shown(*text);
  if (!text->empty() && !phone->reference().Heard(*text))
    phone->Wrong("the answer to " + phone->id() + " is not its own");
}

// The answer to what was sent last came; or it comes as a message, if it comes. False: it did not.
bool Sender::Answered(LivePhone& phone, const std::string& reply) {
  if (!reply.empty()) {
    phone.Shown(reply);
    if (phone.reference().Heard(reply)) return true;
    // The same message was taken from the spool meanwhile, with all that waited there before it?
    phone.Wrong("an answer to " + phone.id() + " is not the next one");
    return false;
  }
  const auto end = steady_clock::now() + kPatience;
  while (!load.stopping() && steady_clock::now() < end) {
    const auto text = load.outbox().Next({phone.number()}, milliseconds(100));
    if (text && phone.reference().Heard(text->text)) return true;
  }
  return false;
}

void Sender::Thread() {
  const Dialect& dialect = load.dialect(chance.Below(load.dialects()));
  const PhonePtr phone = load.NewPhone(NextId("thread-"), Medium::kSms);
  std::string words = WordsWith(load.NewMarker(chance), chance);
  for (int i = 0; i < kMostMessages && !load.stopping(); ++i) {
    const PhoneSms sms{phone->id() + "-" + std::to_string(i), phone->number(), words};
    const Fate fate = Send(phone, dialect, sms);
    if (!fate.answered || !Answered(*phone, *dialect.ReadSms(fate.reply))) return;
    if (phone->reference().Step().empty()) return;
    words = AnswerTo(phone->reference(), WordsWith(load.NewMarker(chance), chance), chance);
    load.Think(chance);
  }
}

}  // namespace

void SendSingles(Load& load, uint64_t stream) {
  Sender sender(load, load.seed(), stream);
  while (!load.stopping()) {
    sender.Single();
    load.Think(sender.chance);
  }
}

void SendThreads(Load& load, uint64_t stream) {
  Sender sender(load, load.seed(), stream);
  while (!load.stopping()) {
    sender.Thread();
    load.Think(sender.chance);
  }
}

}  // namespace tipline::chaos
