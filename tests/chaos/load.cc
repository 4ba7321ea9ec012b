#include "tests/chaos/load.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tests/support/process.h"
#include "workers/jobs/wording.h"

namespace tipline::chaos {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int kCopyThreads = 6;
constexpr milliseconds kAgain{150};  // a provider's first pause; it doubles
constexpr milliseconds kLongestAgain{1200};

// What may go to a responder: an alert or what follows an answer, in any language.
std::set<std::string> ResponderTexts() {
  std::set<std::string> texts;
  for (const std::string& language : workers::WordingLanguages())
    for (int what = 0; what < 5; ++what)
      texts.insert(Masked(workers::Word(static_cast<workers::Wording>(what), language, "1234")));
  return texts;
}

}  // namespace

Load::Load(const LoadOptions& options, const flows::Bundle& bundle, Outbox& outbox,
           std::vector<std::string> responders)
    : options_(options),
      bundle_(bundle),
      outbox_(outbox),
      responders_(std::move(responders)),
      dialects_(MakeDialects(options.port)),
      copies_(options.port, kCopyThreads) {
  Start(SendSingles, options.singles);
  Start(SendThreads, options.threads);
  Start(SendSessions, options.sessions);
  Start(SendResponders, 1);
}

void Load::Start(Sender sender, int count) {
  for (int i = 0; i < count; ++i)
    senders_.emplace_back([this, sender, stream = ++streams_] { sender(*this, stream); });
}

void Load::Finish() {
  if (!stop_) {
    give_up_at_ = steady_clock::now() + options_.settle;
    {
      const std::scoped_lock lock(mutex_);
      stop_ = true;
    }
    stopped_.notify_all();
  }
  for (std::thread& sender : senders_)
    if (sender.joinable()) sender.join();
  copies_.Finish();
}

PhonePtr Load::NewPhone(const std::string& id, Medium medium) {
  char number[32];
  std::snprintf(number, sizeof number, "+25472%07llu", static_cast<unsigned long long>(++numbers_));
  return AddPhone(id, number, medium);
}

// Files nothing: whatever a responder sends, it is no tip.
PhonePtr Load::ResponderPhone(const std::string& number) {
  const auto place = std::find(responders_.begin(), responders_.end(), number);
  return AddPhone("responder-" + std::to_string(place - responders_.begin()), number, Medium::kSms);
}

PhonePtr Load::AddPhone(const std::string& id, const std::string& number, Medium medium) {
  auto phone = std::make_shared<LivePhone>(id, number, bundle_, medium);
  const std::scoped_lock lock(mutex_);
  phones_.push_back(phone);
  return phone;
}

std::string Load::NewMarker(Chance& chance) {
  std::string marker = chance.Letters(14);
  const std::scoped_lock lock(mutex_);
  markers_.insert(marker);
  return marker;
}

void Load::Accepted(LivePhone& phone) {
  phone.Accepted();
  ++accepted_;
}

bool Load::Over(bool in_doubt) const {
  return stop_ && (!in_doubt || steady_clock::now() >= give_up_at_.load());
}

Fate Load::Deliver(testing::Wire& wire, const std::string& request,
                   const std::function<bool(const WireReply&)>& taken,
                   const std::function<bool()>& over) {
  Fate fate;
  milliseconds pause = kAgain;
  while (!Over(fate.open) && !over()) {
    fate.reply = wire.Raw(request);
    if (fate.reply.status != 0 && taken(fate.reply)) {
      fate.answered = true;
      return fate;
    }
    fate.open = fate.open || fate.reply.cut || fate.reply.status != 0;
    // The pause of a provider that tries again: time itself is what it waits for.
    const auto next = steady_clock::now() + pause;
    testing::Eventually([&] { return Over(fate.open) || steady_clock::now() >= next; }, pause);
    testing::Eventually([&] { return Over(fate.open) || over() || wire.Connect(); });
    pause = std::min(pause * 2, kLongestAgain);
  }
  return fate;
}

void Load::Think(Chance& chance) {
  const milliseconds pause(chance.Between(0, 2 * options_.think.count()));
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, pause, [this] { return stop_.load(); });
}

Books Load::Close(const KeyRing& keys) const {
  Books books;
  const std::scoped_lock lock(mutex_);
  for (const PhonePtr& phone : phones_)
    phone->Enter(Pseudonym(keys, phone->number()), books);
  for (Phone& phone : books.phones) {
    phone.responder =
        std::find(responders_.begin(), responders_.end(), phone.number) != responders_.end();
    if (phone.responder) phone.texts = ResponderTexts();
  }
  books.markers = markers_;
  books.sent = outbox_.sent();
  return books;
}

}  // namespace tipline::chaos
