#include "tests/e2e/places.h"

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/base/crypto.h"
#include "gateway/store/redis.h"

namespace tipline::testing {
namespace {

namespace fs = std::filesystem;

void AddFiles(const std::string& name, const std::string& root, std::vector<Place>& places) {
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    places.push_back({name + "/" + fs::relative(entry.path(), root).string(),
                      {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
  }
}

void Append(const store::Reply& reply, std::string& bytes) {
  if (!reply.is_array()) bytes += std::string(reply.text()) + "\n";
  for (size_t i = 0; reply.is_array() && i < reply.size(); ++i)
    Append(reply[i], bytes);
}

store::Command ReadAllOf(const std::string& key, std::string_view type) {
  if (type == "string") return {"GET", key};
  if (type == "hash") return {"HGETALL", key};
  if (type == "stream") return {"XRANGE", key, "-", "+"};
  if (type == "zset") return {"ZRANGE", key, "0", "-1", "WITHSCORES"};
  if (type == "set") return {"SMEMBERS", key};
  if (type == "list") return {"LRANGE", key, "0", "-1"};
  std::abort();  // a kind of key that this look would pass over
}

// "tl:{p07}:d:<pseudonym>:ussd" -> "d"; others as they are
std::string KindOf(const std::string& key) {
  const size_t tag = key.find("}:");
  if (tag == std::string::npos) return key;
  return key.substr(tag + 2, key.find(':', tag + 2) - tag - 2);
}

// The digits of a base64 text that `bytes` decides alone, when it begins `shift` bytes after a
// multiple of three.
std::string Base64From(size_t shift, const std::string& bytes) {
  const std::string text = Base64(std::string(shift, '\0') + bytes);
  const size_t first = (shift * 8 + 5) / 6;
  const size_t end = (shift + bytes.size()) * 8 / 6;
  return text.substr(first, end - first);
}

std::string Replaced(std::string text, char from, char to) {
  for (char& c : text)
    c = c == from ? to : c;
  return text;
}

std::string Upper(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::vector<Place> FilesOf(System& system) {
  std::vector<Place> places;
  AddFiles("home", system.home(), places);
  AddFiles("redis", system.redis().dir(), places);
  return places;
}

std::vector<Place> RedisOf(System& system) {
  std::vector<Place> places;
  store::Redis redis(system.redis().options("tl-admin"));
  std::string cursor = "0";
  do {
    const auto some = redis.Run({"SCAN", cursor, "COUNT", "1000"});
    if (!some) return {};
    cursor = some->view()[0].text();
    for (size_t i = 0; i < some->view()[1].size(); ++i) {
      const std::string key(some->view()[1][i].text());
      const auto type = redis.Run({"TYPE", key});
      if (!type) return {};
      if (type->view().text() == "none") continue;  // a lease or a mark that has just ended
      const auto held = redis.Run(ReadAllOf(key, type->view().text()));
      if (!held) return {};
      Place place{"Redis " + KindOf(key) + " (" + std::string(type->view().text()) + ")",
                  key + "\n"};
      Append(held->view(), place.bytes);
      places.push_back(std::move(place));
    }
  } while (cursor != "0");
  return places;
}

Needle NeedleOf(std::string name, const std::string& bytes) {
  Needle needle{std::move(name), {bytes, Hex(bytes), Upper(Hex(bytes))}};
  for (size_t shift = 0; shift < 3; ++shift) {
    const std::string text = Base64From(shift, bytes);
    needle.forms.push_back(text);
    needle.forms.push_back(Replaced(Replaced(text, '+', '-'), '/', '_'));
  }
  return needle;
}

std::set<Finding> Find(const std::vector<Needle>& needles, const std::vector<Place>& places) {
  std::set<Finding> found;
  for (const Place& place : places)
    for (const Needle& needle : needles)
      for (const std::string& form : needle.forms)
        if (place.bytes.find(form) != std::string::npos) found.emplace(needle.name, place.name);
  return found;
}

bool HoldsWord(const std::string& bytes, const std::string& word) {
  for (size_t at = bytes.find(word); at != std::string::npos; at = bytes.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool before = at > 0 && IsWordByte(bytes[at - 1]);
    const bool after = end < bytes.size() && IsWordByte(bytes[end]);
    if (!before && !after) return true;
  }
  return false;
}

}  // namespace tipline::testing
