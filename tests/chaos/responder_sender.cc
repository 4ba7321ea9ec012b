// Responders: some of those who get an alert answer it by SMS, on the channel it came by.
#include <map>

#include "tests/chaos/load.h"

namespace tipline::chaos {
namespace {

using std::chrono::milliseconds;

// "Ref 4821. Reply A 4821 to take it, ..." in any language: the first run of digits. Answers to
// answers hold it, too; to answer those would go on for ever, so only texts with it three times
// count.
std::string ReferenceIn(const std::string& text) {
  const std::string codes = CodeIn(text);
  const size_t space = codes.find(' ');
  const bool alert = space != std::string::npos && codes.find(' ', space + 1) != std::string::npos;
  return alert ? codes.substr(0, space) : "";
}

}  // namespace

void SendResponders(Load& load, uint64_t stream) {
  Chance chance(load.seed(), stream);
  testing::Wire wire(load.port());
  const Dialect& dialect = load.dialect(0);  // the channel of all responders of the sandbox
  std::map<std::string, PhonePtr> phones;
  for (const std::string& number : load.responders())
    phones[number] = load.ResponderPhone(number);
  for (int i = 0; !load.stopping(); ++i) {
    const auto alert = load.outbox().Next(load.responders(), milliseconds(100));
    const std::string reference = alert ? ReferenceIn(alert->text) : "";
    if (reference.empty() || !chance.Percent(30)) continue;
    const std::string id = "responder-" + std::to_string(stream) + "-" + std::to_string(i);
    const std::string request =
        dialect.Sms({id, alert->number, (chance.Percent(70) ? "A " : "N ") + reference});
    const auto copies = chance.Below(3);
    for (uint64_t k = 0; k < copies; ++k)
      load.copies_of().Send(request, milliseconds(chance.Between(0, 3000)),
                            [](const WireReply&) {});
    const Fate fate = load.Deliver(
        wire, request, [&](const WireReply& reply) { return dialect.ReadSms(reply).has_value(); },
        [] { return false; });
    if (fate.answered) load.Accepted(*phones.at(alert->number));
  }
}

}  // namespace tipline::chaos
