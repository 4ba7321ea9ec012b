// What streams.cc and its neighbours share to read replies. Internal to gateway/store/live.
#pragma once

#include <map>
#include <string_view>

#include "flows/base/time.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// Name -> value of a flat list: an entry's fields, an XINFO reply. Borrows from the reply.
std::map<std::string_view, std::string_view> StreamFields(const Reply& flat);
TimePoint TimeOfEntry(std::string_view entry);  // "1790000000000-0"

}  // namespace tipline::store
