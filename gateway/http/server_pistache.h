// Pistache's reactor, transport and peers, without its macro TRY, which is also ours
// (flows/base/result.h).
#pragma once

#pragma push_macro("TRY")
#undef TRY
#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/transport.h>
#undef TRY
#pragma pop_macro("TRY")
