#include "tests/chaos/ledger.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "tests/chaos/reference.h"

namespace tipline::chaos {
namespace {

using Tips = std::vector<const StoredTip*>;

struct Difference {
  std::vector<FiledTip> missing, surplus;
  size_t size() const { return missing.size() + surplus.size(); }
};

// Without the conversations' numbers, which the store does not know.
std::vector<FiledTip> Sorted(std::vector<FiledTip> tips) {
  for (FiledTip& tip : tips)
    tip.talk = 0;
  std::sort(tips.begin(), tips.end());
  return tips;
}

std::vector<FiledTip> Held(const Tips& tips) {
  std::vector<FiledTip> held;
  held.reserve(tips.size());
  for (const StoredTip* tip : tips)
    held.push_back({0, tip->about, tip->text, tip->place});
  return Sorted(std::move(held));
}

Difference Between(const std::vector<FiledTip>& want, const std::vector<FiledTip>& held) {
  Difference out;
  std::set_difference(want.begin(), want.end(), held.begin(), held.end(),
                      std::back_inserter(out.missing));
  std::set_difference(held.begin(), held.end(), want.begin(), want.end(),
                      std::back_inserter(out.surplus));
  return out;
}

size_t Talks(const std::vector<FiledTip>& tips) {
  std::set<int> talks;
  for (const FiledTip& tip : tips)
    talks.insert(tip.talk);
  return talks.size();
}

class Comparison {
 public:
  explicit Comparison(const Books& books) : books_(books) {}
  Verdict Run() {
    Sort();
    for (const Phone& phone : books_.phones)
      LookAt(phone);
    Strangers();
    Codes();
    Messages();
    for (const std::string& wrong : books_.wrong_answers)
      Misdelivered(wrong);
    return std::move(verdict_);
  }

 private:
  void Lost(const std::string& what) {
    ++verdict_.lost, verdict_.findings.push_back("lost: " + what);
  }
  void Doubled(const std::string& what) {
    ++verdict_.doubled, verdict_.findings.push_back("doubled: " + what);
  }
  void Misdelivered(const std::string& what) {
    ++verdict_.misdelivered, verdict_.findings.push_back("misdelivered: " + what);
  }

  void Sort() {
    std::set<std::string> cases;
    for (const StoredTip& tip : books_.tips) {
      by_pseudonym_[tip.pseudonym].push_back(&tip);
      cases.insert(tip.case_id);
    }
    verdict_.cases = cases.size();
    for (const Phone& phone : books_.phones) {
      by_number_[phone.number] = &phone;
      pseudonyms_.insert(phone.pseudonym);
    }
  }

  // The possible state that fits best tells what is wrong.
  void LookAt(const Phone& phone) {
    verdict_.accepted += phone.accepted;
    std::set<std::vector<FiledTip>> different;
    for (const std::vector<FiledTip>& possible : phone.possible)
      different.insert(Sorted(possible));
    verdict_.unsure += different.size() > 1 ? 1 : 0;
    const Tips& tips = by_pseudonym_[phone.pseudonym];
    const std::vector<FiledTip> held = Held(tips);
    Difference best;
    const std::vector<FiledTip>* like = nullptr;
    for (const std::vector<FiledTip>& possible : phone.possible) {
      Difference difference = Between(Sorted(possible), held);
      if (like != nullptr && difference.size() >= best.size()) continue;
      best = std::move(difference);
      like = &possible;
    }
    if (like == nullptr) return;
    for (size_t i = 0; i < best.missing.size(); ++i)
      Lost("a tip of " + phone.id);
    const std::vector<FiledTip> want = Sorted(*like);
    for (const FiledTip& tip : best.surplus) {
      const bool known = std::binary_search(want.begin(), want.end(), tip);
      known ? Doubled("a tip of " + phone.id) : Misdelivered("a tip that is not of " + phone.id);
    }
    if (best.size() == 0) Cases(phone, tips, Talks(*like));
  }

  // One case for each conversation, and none for two.
  void Cases(const Phone& phone, const Tips& tips, size_t talks) {
    std::set<std::string> cases, conversations;
    for (const StoredTip* tip : tips) {
      cases.insert(tip->case_id);
      conversations.insert(tip->conversation);
    }
    if (cases.size() > talks || conversations.size() > talks)
      Doubled("the case of " + phone.id);
    else if (cases.size() < talks)
      Lost("a case of " + phone.id);
  }

  void Strangers() {
    for (const StoredTip& tip : books_.tips)
      if (pseudonyms_.count(tip.pseudonym) == 0) Misdelivered("tip " + tip.id + " is nobody's");
  }

  // Whatever a phone was shown must be of its own tips, and of nobody else's.
  void Codes() {
    std::map<std::string, std::set<std::string>> owners;
    for (const StoredTip& tip : books_.tips)
      owners[tip.code].insert(tip.pseudonym);
    for (const Phone& phone : books_.phones)
      for (const std::string& code : phone.codes) {
        const auto& of = owners[code];
        if (of.empty())
          Lost("the tip of a number that " + phone.id + " was given");
        else if (of.count(phone.pseudonym) == 0 || of.size() > 1)
          Misdelivered("the number and PIN of another were shown to " + phone.id);
      }
  }

  bool HoldsMarker(const std::string& text) const {
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find_first_of(" \n.,", at), text.size());
      if (books_.markers.count(text.substr(at, end - at)) != 0) return true;
      at = end + 1;
    }
    return false;
  }

  void Messages() {
    std::map<std::string, std::vector<const Sent*>> by_id;
    for (const Sent& sent : books_.sent) {
      const auto to = by_number_.find(sent.number);
      if (to == by_number_.end())
        Misdelivered("message " + sent.id + " to nobody we know");
      else if (HoldsMarker(sent.text))
        Misdelivered("message " + sent.id + " holds words of a tip");
      else if (!MayGoTo(*to->second, sent.text))
        Misdelivered("message " + sent.id + " is not for " + to->second->id);
      if (!sent.id.empty()) by_id[sent.channel + " " + sent.id].push_back(&sent);
    }
    for (const auto& [id, sends] : by_id)
      Repeats(id, sends);
  }

  // Its own screens, and its own number and PIN in them.
  bool MayGoTo(const Phone& phone, const std::string& text) {
    if (phone.texts.count(Masked(text)) == 0) return false;
    const std::string code = CodeIn(text);
    if (phone.responder || code.empty()) return true;
    const Tips& tips = by_pseudonym_[phone.pseudonym];
    return std::any_of(tips.begin(), tips.end(),
                       [&](const StoredTip* tip) { return tip->code == code; });
  }

  // Sent again although the provider said that it has it, and nothing had gone wrong at our side;
  // or more often than a message of unknown fate may be.
  void Repeats(const std::string& id, std::vector<const Sent*> sends) {
    std::sort(sends.begin(), sends.end(),
              [](const Sent* a, const Sent* b) { return a->at_ms < b->at_ms; });
    size_t excused = 0, unsure = 0, reached = 0;
    const Sent* taken = nullptr;
    for (const Sent* sent : sends) {
      if (taken != nullptr) {
        if (Excuses(taken->at_ms, taken->at_ms) == 0)
          return Doubled("message " + id + " was sent again after the provider had taken it");
        ++excused;
      }
      reached += sent->taken || sent->unsure ? 1 : 0;
      unsure += sent->unsure ? 1 : 0;
      if (sent->taken) taken = sent;
    }
    // A crash while one is under way is a repeat, too.
    if (unsure > 0) excused += Excuses(sends.front()->at_ms, sends.back()->at_ms);
    if (reached > 1 + std::min(unsure, kUnsureRepeats) + excused)
      Doubled("message " + id + " was sent " + std::to_string(reached) + " times");
    verdict_.repeated += reached > 1 ? reached - 1 : 0;
  }

  size_t Excuses(long long from, long long to) const {
    return static_cast<size_t>(std::count_if(
        books_.excuses.begin(), books_.excuses.end(),
        [&](const Excuse& excuse) { return excuse.from_ms <= to && excuse.to_ms >= from; }));
  }

  const Books& books_;
  Verdict verdict_;
  std::map<std::string, Tips> by_pseudonym_;
  std::map<std::string, const Phone*> by_number_;
  std::set<std::string> pseudonyms_;
};

}  // namespace

Verdict Compare(const Books& books) {
  return Comparison(books).Run();
}

}  // namespace tipline::chaos
