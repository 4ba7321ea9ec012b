// What was sent against what may be sent, and against what the store says became of it.
#include <algorithm>
#include <map>
#include <set>

#include "tests/chaos/ledger.h"
#include "tests/chaos/reference.h"

namespace tipline::chaos {
namespace {

using Sends = std::vector<const Sent*>;

class Comparison {
 public:
  Comparison(const Books& books, Verdict& verdict) : books_(books), verdict_(verdict) {
    for (const Phone& phone : books.phones)
      by_number_[phone.number] = &phone;
    for (const StoredTip& tip : books.tips)
      codes_[tip.pseudonym].insert(tip.code);
    for (const Sent& sent : books.sent) {
      if (sent.id.empty()) continue;
      by_id_[sent.channel + " " + sent.id].push_back(&sent);
      told_ids_.insert(sent.channel);
    }
  }

  void Run() {
    for (const Sent& sent : books_.sent)
      LookAt(sent);
    for (auto& [id, sends] : by_id_) {
      std::sort(sends.begin(), sends.end(),
                [](const Sent* a, const Sent* b) { return a->at_ms < b->at_ms; });
      Repeats(id, sends);
    }
    for (const StoredMessage& message : books_.messages)
      Fate(message);
    Unknown();
  }

 private:
  void LookAt(const Sent& sent) {
    const auto to = by_number_.find(sent.number);
    if (to == by_number_.end())
      verdict_.Misdelivered("message " + sent.id + " to nobody we know");
    else if (HoldsMarker(sent.text))
      verdict_.Misdelivered("message " + sent.id + " holds words of a tip");
    else if (!MayGoTo(*to->second, sent.text))
      verdict_.Misdelivered("message " + sent.id + " is not for " + to->second->id);
  }

  bool HoldsMarker(const std::string& text) const {
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find_first_of(" \n.,", at), text.size());
      if (books_.markers.count(text.substr(at, end - at)) != 0) return true;
      at = end + 1;
    }
    return false;
  }

  // Its own screens, and its own number and PIN in them.
  bool MayGoTo(const Phone& phone, const std::string& text) const {
    if (phone.texts.count(Masked(text)) == 0) return false;
    const std::string code = CodeIn(text);
    if (phone.responder || code.empty()) return true;
    const auto own = codes_.find(phone.pseudonym);
    return own != codes_.end() && own->second.count(code) != 0;
  }

  // Sent again although the provider said that it has it, and nothing had gone wrong at our side;
  // or more often than a message of unknown fate may be. What went wrong excuses one repeat.
  void Repeats(const std::string& id, const Sends& sends) {
    std::set<const Excuse*> excused;
    size_t unsure = 0, reached = 0;
    const Sent* taken = nullptr;
    for (const Sent* sent : sends) {
      if (taken != nullptr && Excuses(taken->at_ms, taken->at_ms, excused) == 0)
        return verdict_.Doubled("message " + id +
                                " was sent again after the provider had taken it");
      reached += sent->taken || sent->unsure ? 1 : 0;
      unsure += sent->unsure ? 1 : 0;
      if (sent->taken) taken = sent;
    }
    // A crash while one is under way is a repeat, too.
    if (unsure > 0) Excuses(sends.front()->at_ms, sends.back()->at_ms, excused);
    if (reached > 1 + std::min(unsure, kUnsureRepeats) + excused.size())
      verdict_.Doubled("message " + id + " was sent " + std::to_string(reached) + " times");
    verdict_.repeated += reached > 1 ? reached - 1 : 0;
  }

  size_t Excuses(long long from, long long to, std::set<const Excuse*>& excused) const {
    size_t found = 0;
    for (const Excuse& excuse : books_.excuses) {
      if (excuse.from_ms > to || excuse.to_ms < from) continue;
      excused.insert(&excuse);
      ++found;
    }
    return found;
  }

  // Every message that was to go out went out, or there is a reason why not.
  void Fate(const StoredMessage& message) {
    const auto found = by_id_.find(message.channel + " " + message.id);
    const Sends sends = found == by_id_.end() ? Sends() : found->second;
    const auto any = [&sends](bool Sent::*what) {
      return std::any_of(sends.begin(), sends.end(),
                         [what](const Sent* one) { return one->*what; });
    };
    const std::string what = "message " + message.id + " is " + message.state;
    const bool told = told_ids_.count(message.channel) != 0;
    const std::string& state = message.state;
    if (state == "sent" || state == "delivered") {
      if (told && !any(&Sent::taken)) verdict_.Lost(what + ", and no provider has it");
      if (!told) ++untold_[message.channel];
    } else if (state == "unknown") {
      if (told && !any(&Sent::unsure)) verdict_.Lost(what + ", and nothing was unclear");
    } else if (state == "queued") {  // and its time is still to come
      if (told && sends.empty()) verdict_.Lost(what + ", and was never tried");
    } else if (state != "expired" || !message.reason.starts_with("referral_")) {
      verdict_.Lost(what + ": " + message.reason);
    }
    const auto responder = books_.responders.find(message.responder);
    for (const Sent* sent : sends)
      if (responder != books_.responders.end() && sent->number != responder->second)
        verdict_.Misdelivered("message " + message.id + " is for another responder");
  }

  // Sends that no message of the store stands behind, and providers that are told no id: those must
  // have got as many as are marked as sent.
  void Unknown() {
    std::set<std::string> known;
    for (const StoredMessage& message : books_.messages)
      known.insert(message.channel + " " + message.id);
    for (const auto& [id, sends] : by_id_)
      if (known.count(id) == 0)
        verdict_.Lost("message " + id + " went out, and the store lacks it");
    for (const auto& marked : untold_) {
      const auto taken = std::count_if(
          books_.sent.begin(), books_.sent.end(),
          [&marked](const Sent& one) { return one.channel == marked.first && one.taken; });
      if (static_cast<size_t>(taken) < marked.second)
        verdict_.Lost("messages of " + marked.first +
                      " are marked as sent, and it did not take as many");
    }
  }

  const Books& books_;
  Verdict& verdict_;
  std::map<std::string, const Phone*> by_number_;
  std::map<std::string, std::set<std::string>> codes_;  // by pseudonym
  std::map<std::string, Sends> by_id_;
  std::set<std::string> told_ids_;        // channels whose provider is told our id
  std::map<std::string, size_t> untold_;  // channels whose provider is not: messages marked as sent
};

}  // namespace

void CompareMessages(const Books& books, Verdict& verdict) {
  Comparison(books, verdict).Run();
}

}  // namespace tipline::chaos
