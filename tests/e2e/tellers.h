// People who tell something, each by one of four ways in and with a word that nobody else uses:
// what is found of it later came from them.
#pragma once

#include <string>
#include <vector>

#include "tests/support/nginx.h"
#include "tests/system/system.h"

namespace tipline::testing {

// Ussd as form or JSON, SMS as JSON or query.
enum class Entrance { kUssdForm, kUssdJson, kSmsJson, kSmsQuery };
constexpr Entrance kEntrances[] = {Entrance::kUssdForm, Entrance::kUssdJson, Entrance::kSmsJson,
                                   Entrance::kSmsQuery};
bool IsUssd(Entrance way);

struct Teller {
  Entrance way = Entrance::kUssdForm;
  std::string number;  // E.164
  std::string word;    // in what they write and nowhere else
  std::string transcript;
  int turn = 0;
  std::string code, pin;  // as their phone showed them
  bool first() const { return turn == 0; }
};
// Three for each way: see ExpectNoPin.
std::vector<Teller> Tellers();

// The entrances of a running system. Half of the ways lead through nginx, whose log is looked at,
// too. Both must outlive it.
class Entrances {
 public:
  Entrances(const System& system, const Nginx& nginx) : system_(system), nginx_(nginx) {}

  // What came back is what the phone shows; its code and PIN are taken down.
  std::string Say(const std::string& words, Teller& teller) const;
  // All of a conversation, with the teller's word in the tip and in the place.
  void Walk(Teller& teller) const;

 private:
  const System& system_;
  const Nginx& nginx_;
};

}  // namespace tipline::testing
