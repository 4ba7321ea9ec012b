// The phone of `tipline emulate ussd` in a terminal: a person answers, the network's time limits
// hold.
#pragma once

#include <string>

#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "workers/emulate/stop.h"
#include "workers/emulate/ussd_phone.h"

namespace tipline::cli {

// All that a walk needs, for as long as it lasts.
struct UssdWorld {
  Settings settings;
  const ChannelSettings* channel = nullptr;
  emulate::Profile profile;
  emulate::Network network;
  emulate::ScreenSize size;
  std::string from, code;
  SystemClock clock;
};

void PrintTurn(const emulate::TurnSeen& turn, const emulate::ScreenSize& size);

// Until the person puts the phone away (quit, end of input, Ctrl-C); an open session is hung up
// then.
Status RunTerminal(const UssdWorld& world, emulate::UssdPhone& phone, emulate::Stop& stop);

}  // namespace tipline::cli
