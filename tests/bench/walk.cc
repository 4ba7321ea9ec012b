#include "tests/bench/walk.h"

#include <cctype>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace tipline::bench {
namespace {

// Kenyan mobile numbers +254 71 ... 72: twenty million different phones.
constexpr uint64_t kFirstPhone = 710'000'000;
constexpr uint64_t kPhones = 20'000'000;
constexpr uint64_t kPhonesOfARun = 1'000'003;

std::string FormEncoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out += c;
      continue;
    }
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
    out += hex;
  }
  return out;
}

std::vector<std::string> Encoded(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  out.reserve(texts.size());
  for (const std::string& text : texts)
    out.push_back(FormEncoded(text));
  return out;
}

}  // namespace

Result<Walk> ReadWalk(const std::string& file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  Walk walk;
  const std::pair<const char*, std::vector<std::string>*> lists[] = {{"leaves", &walk.leaves},
                                                                     {"files", &walk.files}};
  for (const auto& [name, texts] : lists) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_array() || json[name].empty())
      return Invalid(file + ": /" + name + ": wanted a list of texts");
    for (const auto& one : json[name]) {
      if (!one.is_string()) return Invalid(file + ": /" + name + ": wanted texts only");
      texts->push_back(one.get<std::string>());
    }
  }
  return walk;
}

Phones::Phones(const Walk& walk, std::string target, int file_every, uint32_t run)
    : leaves_(Encoded(walk.leaves)),
      files_(Encoded(walk.files)),
      head_("POST " + std::move(target) +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: "),
      file_every_(file_every),
      run_(run) {}

Phones::Session Phones::Dial() {
  Session session;
  session.number = next_++;
  session.files = file_every_ > 0 && session.number % static_cast<uint64_t>(file_every_) == 0;
  return session;
}

size_t Phones::Turns(const Session& session) const {
  return Texts(session).size();
}

void Phones::Write(const Session& session, std::string& out) const {
  const uint64_t phone = kFirstPhone + (run_ * kPhonesOfARun + session.number) % kPhones;
  char fixed[160];
  const int n = std::snprintf(
      fixed, sizeof fixed,
      "sessionId=ATUid_%08x%010llx&phoneNumber=%%2B254%llu&networkCode=63902&"
      "serviceCode=%%2A384%%2A123%%23&text=",
      run_, static_cast<unsigned long long>(session.number),  // NOLINT(google-runtime-int)
      static_cast<unsigned long long>(phone));                // NOLINT(google-runtime-int)
  const std::string& text = Texts(session)[session.turn];
  out = head_;
  out += std::to_string(static_cast<size_t>(n) + text.size());
  out += "\r\n\r\n";
  out.append(fixed, static_cast<size_t>(n));
  out += text;
}

}  // namespace tipline::bench
