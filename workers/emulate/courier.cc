#include "workers/emulate/courier.h"

#include <string_view>
#include <utility>

namespace tipline::emulate {

Status CheckLoopback(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  std::string_view host = url;
  const bool plain = host.starts_with(kScheme);
  if (plain) host.remove_prefix(kScheme.size());
  const bool bracket = host.starts_with('[');
  const std::string_view name =
      host.substr(0, bracket ? host.find(']') + 1 : host.find_first_of(":/"));
  const bool loopback = name == "localhost" || name == "[::1]" || name.starts_with("127.");
  const bool only_digits = name.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool right = plain && loopback && (only_digits || !name.starts_with("127.")) &&
                     host.find('/') == std::string_view::npos &&
                     host.find('@') == std::string_view::npos;
  if (!right)
    return Invalid(
        "--url: allowed: http://127.0.0.1:PORT; an emulated operator never speaks to "
        "another machine, where it could put tips into a hotline in service");
  return Unit{};
}

Courier::Courier(std::string url, Millis limit)
    : url_(std::move(url)), limit_(limit), client_(http::MakeHttpClient()) {}

Result<Answer> Courier::Deliver(const http::Request& request) {
  http::ClientRequest out;
  out.method = request.method;
  out.url = url_ + request.target;
  out.headers = request.headers;
  out.body = request.body;
  out.timeout = limit_;
  out.reach.loopback = true;  // and nowhere else, whatever a name stands for
  out.reach.loopback = true;
  http::ClientReply reply = client_->Send(out);
  if (reply.status == 0)
    return Unavailable("no answer from " + url_ + ": " + http::ClientErrorName(reply.error));
  return Answer{reply.status, std::move(reply.headers), std::move(reply.body)};
}

}  // namespace tipline::emulate
