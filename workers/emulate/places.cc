#include "workers/emulate/places.h"

#include <string_view>

#include "flows/base/json.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/udh.h"
#include "gateway/providers/xml.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;
using Found = std::optional<std::string>;

constexpr std::string_view kBasic = "Basic ";

Found FromForm(const http::Form& form, std::string_view name) {
  const std::string* value = form.Find(name);
  return value == nullptr ? Found() : Found(*value);
}

Found FromJson(const std::string& body, const std::string& pointer) {
  const Result<json> value = ParseJson(body);
  const json::json_pointer at(pointer);
  if (!value || !value->contains(at)) return std::nullopt;
  const json& found = value->at(at);
  return found.is_string() ? found.get<std::string>() : DumpJson(found);
}

Found FromXml(const std::string& body, std::string_view path) {
  const auto fields = gateway::ReadXml(body);
  if (!fields) return std::nullopt;
  for (const auto& [at, value] : *fields)
    if (at == path) return value;
  return std::nullopt;
}

Found FromBasic(const http::Request& request) {
  const std::string_view header = request.Header("Authorization");
  if (!header.starts_with(kBasic)) return std::nullopt;
  const auto login = FromBase64(header.substr(kBasic.size()));
  return login ? Found(*login) : std::nullopt;
}

Found At(const http::Request& request, std::string_view place) {
  const size_t colon = place.find(':');
  const std::string_view kind = place.substr(0, colon);
  const std::string name(colon == std::string_view::npos ? "" : place.substr(colon + 1));
  if (kind == "body") return request.body;
  if (kind == "basic") return FromBasic(request);
  if (kind == "form") return FromForm(http::Form(request.body), name);
  if (kind == "query") return FromForm(http::Form(request.query), name);
  if (kind == "json") return FromJson(request.body, name);
  if (kind == "xml") return FromXml(request.body, name);
  if (kind == "header" && request.HasHeader(name)) return std::string(request.Header(name));
  return std::nullopt;
}

// "|hex" and "|utf16be" behind a place.
Found Decoded(std::string value, std::string_view filters) {
  while (!filters.empty()) {
    filters.remove_prefix(1);
    const std::string_view filter = filters.substr(0, filters.find('|'));
    filters.remove_prefix(filter.size());
    if (filter == "hex") {
      std::optional<std::string> bytes = gateway::FromHex(value);
      if (!bytes) return std::nullopt;
      value = *std::move(bytes);
    } else if (filter == "utf16be") {
      value = gateway::FromUtf16(value);
    }
  }
  return value;
}

}  // namespace

std::optional<std::string> ReadPlaces(const http::Request& request, const Places& places) {
  for (const std::string_view place : places) {
    const size_t bar = place.find('|');
    Found found = At(request, place.substr(0, bar));
    if (!found) continue;
    return bar == std::string_view::npos ? found : Decoded(*std::move(found), place.substr(bar));
  }
  return std::nullopt;
}

}  // namespace tipline::emulate
