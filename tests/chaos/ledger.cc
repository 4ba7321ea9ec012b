#include "tests/chaos/ledger.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

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
    CompareMessages(books_, verdict_);
    for (const std::string& wrong : books_.wrong_answers)
      verdict_.Misdelivered(wrong);
    return std::move(verdict_);
  }

 private:
  void Sort() {
    std::set<std::string> cases;
    for (const StoredTip& tip : books_.tips) {
      by_pseudonym_[tip.pseudonym].push_back(&tip);
      cases.insert(tip.case_id);
    }
    verdict_.cases = cases.size();
    for (const Phone& phone : books_.phones)
      pseudonyms_.insert(phone.pseudonym);
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
      verdict_.Lost("a tip of " + phone.id);
    const std::vector<FiledTip> want = Sorted(*like);
    for (const FiledTip& tip : best.surplus) {
      const bool known = std::binary_search(want.begin(), want.end(), tip);
      known ? verdict_.Doubled("a tip of " + phone.id)
            : verdict_.Misdelivered("a tip that is not of " + phone.id);
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
      verdict_.Doubled("the case of " + phone.id);
    else if (cases.size() < talks)
      verdict_.Lost("a case of " + phone.id);
  }

  void Strangers() {
    for (const StoredTip& tip : books_.tips)
      if (pseudonyms_.count(tip.pseudonym) == 0)
        verdict_.Misdelivered("tip " + tip.id + " is nobody's");
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
          verdict_.Lost("the tip of a number that " + phone.id + " was given");
        else if (of.count(phone.pseudonym) == 0 || of.size() > 1)
          verdict_.Misdelivered("the number and PIN of another were shown to " + phone.id);
      }
  }

  const Books& books_;
  Verdict verdict_;
  std::map<std::string, Tips> by_pseudonym_;
  std::set<std::string> pseudonyms_;
};

}  // namespace

Verdict Compare(const Books& books) {
  return Comparison(books).Run();
}

}  // namespace tipline::chaos
