#include "gateway/providers/infobip_ussd.h"

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/providers/common.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr int kOk = 200;  // their exit code, whatever HTTP says
constexpr const char* kStatusCall = "status call";

struct Call {
  std::string session;
  std::string name;  // start, response, end, status
};

// /hooks/{channel}/ussd/{token}/{session}/{call}
Result<Call> CallOf(std::string_view path) {
  const Error wrong = NotFound("path: allowed: {session}/start, response, end or status behind it");
  constexpr size_t kSegments = 6;
  std::vector<std::string> segments;
  while (!path.empty() && path.front() == '/' && segments.size() <= kSegments) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    segments.push_back(http::UrlDecode(segment, false));
    path.remove_prefix(segment.size());
  }
  if (segments.size() != kSegments) return wrong;
  Call call;
  call.name = segments[5];
  if (call.name != "start" && call.name != "response" && call.name != "end" &&
      call.name != "status")
    return wrong;
  TRY_ASSIGN(call.session, ReadId("sessionId", &segments[4]));
  return call;
}

// "*384*123#" -> "384*123"
std::string_view Bare(std::string_view code) {
  while (!code.empty() && code.front() == '*')
    code.remove_prefix(1);
  return code.substr(0, code.find('#'));
}

http::Response Json(const json& body) {
  return http::Response::Json(DumpJson(body));
}

}  // namespace

std::string InfobipDialled(std::string_view text, std::string_view short_code,
                           const ChannelSettings& channel) {
  if (text.empty() || text.front() != '*') return {};
  const std::string_view dialled = Bare(text);
  std::string_view longest;
  const auto consider = [&](std::string_view code) {
    code = Bare(code);
    const bool fits =
        dialled == code || (dialled.starts_with(code) && dialled.substr(code.size(), 1) == "*");
    if (fits && code.size() > longest.size()) longest = code;
  };
  for (const std::string& code : channel.codes)
    consider(code);
  if (longest.empty()) consider(short_code);  // it may hold all that was dialled
  if (longest.empty() || dialled.size() <= longest.size() + 1) return {};
  return std::string(dialled.substr(longest.size() + 1));
}

Result<Inbound> ParseInfobipUssd(const http::Request& request, const ChannelSettings& channel) {
  TRY_ASSIGN(Call call, CallOf(request.path));
  Inbound inbound;
  inbound.kind = call.name == "end" ? InboundKind::kUssdEnd : InboundKind::kUssd;
  inbound.channel = channel.id;
  inbound.session = std::move(call.session);
  if (call.name == "status") {
    inbound.ignore = true;
    inbound.reason = kStatusCall;
    return inbound;
  }
  if (call.name == "end") {  // the session is over, whatever stands in it
    const Result<json> body = ReadJson(request.body);
    if (body) inbound.reason = ReasonWord(TextIn(*body, "reason"));
    return inbound;
  }
  TRY_ASSIGN(const json body, ReadJson(request.body));
  if (!body.is_object()) return Invalid("body: allowed: a JSON object");
  // A session goes on without a number: a caller of whom none is known is still somebody.
  const std::optional<std::string> msisdn = ScalarIn(body, "msisdn");
  if (!ReadSender("msisdn", PointerTo(msisdn), channel, inbound, NumberForm::kInternational))
    inbound.from_is_msisdn = false;
  inbound.to = AddressIn(body, "shortCode");
  const Secret<std::string> text = KeptWords(TextIn(body, "text"));
  inbound.first = call.name == "start";
  if (!inbound.first) {
    inbound.text = text;
    return inbound;
  }
  if (inbound.to.empty()) inbound.to = AddressIn(body, "text");
  inbound.text = Secret(InfobipDialled(text.Reveal(), inbound.to, channel));
  inbound.dialled = !inbound.text.empty();
  return inbound;
}

http::Response RenderInfobipUssd(const Inbound& inbound, const Reply& reply) {
  if (inbound.kind == InboundKind::kUssdEnd)
    return Json({{"responseExitCode", kOk}, {"responseMessage", ""}});
  // Nobody asks the store for it: a session that we lost begins anew with its next turn.
  if (inbound.ignore)
    return Json({{"sessionActive", true}, {"responseExitCode", kOk}, {"responseMessage", ""}});
  return Json({{"ussdMenu", reply.text},
               {"shouldClose", reply.ends},
               {"responseExitCode", kOk},
               {"responseMessage", ""}});
}

}  // namespace tipline::gateway
