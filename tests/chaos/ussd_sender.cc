// Phones that dial: screen by screen, as a person would who reads them. Sessions are dropped and
// dialled again, turns repeated at once and late, and a phone that was told "not received" dials
// anew.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "tests/chaos/load.h"

namespace tipline::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMostTurns = 24;  // of one phone, all its sessions together
constexpr int kMostDials = 8;
constexpr milliseconds kRepeatFor{4'000};  // so long a network repeats a turn without an answer

// Copies that are under way at the same time as their turn: a phone's network is done with them
// before the phone can dial again.
class UnderWay {
 public:
  void Begin() {
    const std::scoped_lock lock(mutex_);
    ++count_;
  }
  void End() {
    const std::scoped_lock lock(mutex_);
    --count_;
    changed_.notify_all();
  }
  void WaitForAll() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

class Caller {
 public:
  Caller(Load& load, Chance& chance, testing::Wire& wire, const std::string& id)
      : load_(load),
        chance_(chance),
        wire_(wire),
        dialect_(load.dialect(chance.Below(2))),  // generic, africastalking
        phone_(load.NewPhone(id, Medium::kUssd)),
        copies_(std::make_shared<UnderWay>()) {}

  void Run() {
    for (dials_ = 1; dials_ <= kMostDials && !load_.stopping() && turns_ < kMostTurns; ++dials_) {
      if (Session()) break;
      copies_->WaitForAll();
      load_.Think(chance_);
    }
    copies_->WaitForAll();
  }

 private:
  enum class After { kScreen, kEnd, kBroken };

  // True: the flow ended.
  bool Session() {
    const std::string session = phone_->id() + "-" + std::to_string(dials_);
    PhoneTurn turn{session, "", phone_->number(), "", true, ""};
    while (turns_ < kMostTurns) {
      turn.id = session + "-" + std::to_string(++turns_);
      const After after = Take(turn);
      if (after != After::kScreen) return after == After::kEnd;
      if (load_.stopping() || chance_.Percent(4)) return false;  // hangs up
      load_.Think(chance_);
      turn.first = false;
      turn.input =
          AnswerTo(phone_->reference(), WordsWith(load_.NewMarker(chance_), chance_), chance_);
      turn.so_far += (turn.so_far.empty() ? "" : "*") + turn.input;
    }
    return false;
  }

  After Take(const PhoneTurn& turn) {
    const std::string request = dialect_.Ussd(turn);
    const uint64_t copies = chance_.Below(3) == 0 ? chance_.Below(5) : chance_.Below(2);
    const uint64_t now = chance_.Below(copies + 1);
    for (uint64_t i = 0; i < now; ++i)
      CopyNow(request);
    const auto until = steady_clock::now() + kRepeatFor;
    const Fate fate = load_.Deliver(
        wire_, request,
        [&](const WireReply& reply) { return dialect_.ReadUssd(reply).has_value(); },
        [&] { return steady_clock::now() >= until; });
    const auto screen = fate.answered ? dialect_.ReadUssd(fate.reply) : std::nullopt;
    if (!screen || SaysNotReceived(screen->text)) {
      phone_->reference().MayHaveTaken(turn.input, turn.first);
      return After::kBroken;
    }
    for (uint64_t i = now; i < copies; ++i)
      CopyLater(request);
    return Read(turn, *screen);
  }

  After Read(const PhoneTurn& turn, const Screen& screen) {
    phone_->Shown(screen.text);
    load_.Accepted(*phone_);
    if (phone_->reference().Took(turn.input, turn.first, screen.text, screen.ends))
      return screen.ends ? After::kEnd : After::kScreen;
    phone_->Wrong("the screen after " + turn.id + " does not follow from what was typed");
    phone_->reference().Accepted(turn.input, turn.first);
    return After::kBroken;
  }

  void CopyNow(const std::string& request) {
    copies_->Begin();
    load_.copies_of().Send(
        request, milliseconds(0),
        [phone = phone_, copies = copies_, &dialect = dialect_](const WireReply& reply) {
          if (const auto screen = dialect.ReadUssd(reply)) phone->Shown(screen->text);
          copies->End();
        });
  }
  void CopyLater(const std::string& request) {
    load_.copies_of().Send(request, milliseconds(chance_.Between(20, 8000)),
                           [phone = phone_, &dialect = dialect_](const WireReply& reply) {
                             if (const auto screen = dialect.ReadUssd(reply))
                               phone->Shown(screen->text);
                           });
  }

  Load& load_;
  Chance& chance_;
  testing::Wire& wire_;
  const Dialect& dialect_;
  const PhonePtr phone_;
  const std::shared_ptr<UnderWay> copies_;
  int dials_ = 0, turns_ = 0;
};

}  // namespace

void SendSessions(Load& load, uint64_t stream) {
  Chance chance(load.seed(), stream);
  testing::Wire wire(load.port());
  for (int i = 1; !load.stopping(); ++i) {
    Caller(load, chance, wire, "ussd-" + std::to_string(stream) + "-" + std::to_string(i)).Run();
    load.Think(chance);
  }
}

}  // namespace tipline::chaos
