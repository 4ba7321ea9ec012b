// WriteCatalog: PO text. Written by hand: the library wraps lines, and a change of one word would
// move a paragraph in every diff.
#include <algorithm>
#include <map>

#include "flows/engine/catalog_update.h"
#include "flows/engine/language_words.h"

namespace tipline::flows {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out;
}

// A string of one line, or "" and a line for each of it.
std::string Quoted(const std::string& before, const std::string& field, const std::string& text) {
  const size_t feed = text.find('\n');
  std::string out = before + field + " \"";
  if (feed == std::string::npos || feed + 1 == text.size()) return out + Escaped(text) + "\"\n";
  out += "\"\n";
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    out += before + "\"" + Escaped(std::string_view(text).substr(at, end - at)) + "\"\n";
    at = end;
  }
  return out;
}

std::string Lines(const std::string& mark, const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += mark + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string Entry(const std::string& context, const Translation& entry, const std::string& before,
                  const std::vector<std::string>& notes) {
  std::string out = "\n" + Lines("# ", entry.comment);
  for (const std::string& note : notes)
    out += Lines("#. ", note);
  if (entry.fuzzy) out += "#, fuzzy\n";
  if (!entry.previous.empty())
    out += Quoted(before.empty() ? "#| " : "#~| ", "msgid", entry.previous);
  return out + Quoted(before, "msgctxt", context) + Quoted(before, "msgid", entry.source) +
         Quoted(before, "msgstr", entry.text);
}

}  // namespace

std::string WriteCatalog(const Catalog& catalog, const std::vector<Place>& places) {
  std::string out =
      Lines("# ", catalog.comment) + "msgid \"\"\n" + Quoted("", "msgstr", catalog.header);
  std::map<std::string, Translation> rest = catalog.entries;
  const auto write = [&](const std::string& context, const std::vector<std::string>& notes) {
    const auto entry = rest.find(context);
    if (entry == rest.end()) return;
    out += Entry(context, entry->second, "", notes);
    rest.erase(entry);
  };
  for (const Place& place : places) {
    write(place.context, place.notes);
    write(kGsm7Context + place.context, {"The same in the fallback spelling for GSM 7-bit."});
  }
  write(std::string(kWordsContext) + "gsm7",
        {"Letters of the fallback spelling: a letter, a space, what stands for it. One a line."});
  for (const auto& [context, entry] : rest)
    out += Entry(context, entry, "", {});
  for (const auto& [context, entry] : catalog.obsolete)
    out += Entry(context, entry, "#~ ", {});
  return out;
}

}  // namespace tipline::flows
