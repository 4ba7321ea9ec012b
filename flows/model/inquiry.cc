#include "flows/model/inquiry.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/model/fields.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

constexpr JsonLimits kLimits{.bytes = size_t{1} << 18U, .depth = 4, .nodes = 5'000};

}  // namespace

std::string EncodeInquiry(const Inquiry& inquiry) {
  Json fields = Json::object();
  for (const auto& [name, value] : inquiry.fields)
    fields[name] = value.Reveal();
  return DumpJson(Json{{"id", inquiry.id},
                       {"kind", inquiry.kind},
                       {"conversation", inquiry.conversation},
                       {"channel", inquiry.channel},
                       {"medium", MediumName(inquiry.medium)},
                       {"service_code", inquiry.service_code},
                       {"language", inquiry.language},
                       {"asked_at", ToMillis(inquiry.asked_at)},
                       {"number", inquiry.number.Reveal()},
                       {"pseudonym", inquiry.pseudonym},
                       {"duress", inquiry.duress},
                       {"waits", inquiry.waits},
                       {"fields", std::move(fields)}});
}

Result<Inquiry> DecodeInquiry(std::string_view json) {
  TRY_ASSIGN(Json object, ParseJson(json, kLimits));
  Fields read(object);
  Inquiry inquiry;
  inquiry.id = read.Text("id");
  inquiry.kind = read.Text("kind");
  inquiry.conversation = read.Text("conversation");
  inquiry.channel = read.Text("channel");
  if (const auto medium = MediumFromName(read.Text("medium")))
    inquiry.medium = *medium;
  else
    read.Wrong("medium");
  inquiry.service_code = read.Text("service_code");
  inquiry.language = read.Text("language");
  inquiry.asked_at = read.Time("asked_at");
  inquiry.number = read.Hidden("number");
  inquiry.pseudonym = read.Text("pseudonym");
  inquiry.duress = read.Flag("duress");
  inquiry.waits = read.Flag("waits");
  for (auto& [name, value] : read.TextMap("fields"))
    inquiry.fields.emplace(name, Secret<std::string>(value));
  TRY(read.Finish("inquiry"));
  return inquiry;
}

std::string EncodeFindings(const Findings& findings) {
  return DumpJson(Json{{"id", findings.id}, {"values", findings.values}});
}

Result<Findings> DecodeFindings(std::string_view json) {
  TRY_ASSIGN(Json object, ParseJson(json, kLimits));
  Fields read(object);
  Findings findings;
  findings.id = read.Text("id");
  findings.values = read.TextMap("values");
  TRY(read.Finish("findings"));
  return findings;
}

}  // namespace tipline
