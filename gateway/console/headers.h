// The strict headers on every answer of the console: nothing runs or loads but the page's own
// files, nobody frames it, nothing leaks by Referer, and answers of /api are kept nowhere. Pure.
#pragma once

#include "gateway/http/message.h"

namespace tipline::console {

void AddStrictHeaders(const http::Request& request, http::Response& response);

}  // namespace tipline::console
