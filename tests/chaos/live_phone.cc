#include "tests/chaos/live_phone.h"

#include <utility>

#include "tests/chaos/dialects.h"

namespace tipline::chaos {

void LivePhone::Shown(const std::string& text) {
  const std::scoped_lock lock(mutex_);
  shown_.push_back(text);
}

void LivePhone::Wrong(const std::string& what) {
  const std::scoped_lock lock(mutex_);
  wrong_.push_back(what);
}

void LivePhone::Enter(const std::string& pseudonym, Books& books) {
  Phone phone;
  phone.id = id_;
  phone.number = number_;
  phone.pseudonym = pseudonym;
  phone.possible = reference_.Possible();
  phone.accepted = accepted_;
  phone.texts.insert(reference_.screens().begin(), reference_.screens().end());
  for (const std::string& text : shown_) {
    if (text.empty() || SaysNotReceived(text)) continue;
    if (phone.texts.count(Masked(text)) == 0)
      books.wrong_answers.push_back("an answer to " + id_ + " is not one of its own");
    if (const std::string code = CodeIn(text); !code.empty()) phone.codes.insert(code);
  }
  for (const std::string& what : wrong_)
    books.wrong_answers.push_back(what);
  books.phones.push_back(std::move(phone));
}

}  // namespace tipline::chaos
