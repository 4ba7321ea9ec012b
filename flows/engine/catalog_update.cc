#include "flows/engine/catalog_update.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::string OptionsOf(const Step& step) {
  std::string out;
  for (const Choice& choice : step.options)
    out += (out.empty() ? "" : " / ") + choice.text.source;
  return out;
}

// Of the whole screen in the source language: the translation has half the room if it needs letters
// outside the alphabet.
std::string RoomNote(const std::string& text, const Step* step) {
  size_t lines = 0;
  std::string screen = text;
  if (step != nullptr)
    for (const Choice& choice : step->options)
      screen += '\n' + std::to_string(++lines) + ' ' + choice.text.source;
  return "Room: the screen" + std::string(lines > 0 ? " with its options" : "") +
         " has 160 characters of GSM 7-bit, 70 with other letters; the source takes " +
         std::to_string(Measure(screen).units) + ".";
}

std::vector<std::string> NotesOf(const Flow& flow, const Step* step, const Wording& text) {
  const std::string slot = text.key.substr(text.key.rfind(':') + 1);
  if (step == nullptr)
    return {"Flow " + flow.name + ", said anywhere in it; may go out as an SMS.",
            RoomNote(text.source, nullptr)};
  std::vector<std::string> notes = {"Flow " + flow.name + ", step " + step->id + " (" +
                                    step->kind->name() + ")" +
                                    (slot == "sms" ? ", in an SMS: others may read it." : ".")};
  if (slot.starts_with("option.") || slot == "skip") {
    notes.push_back("Answers: " + step->text.source);
    return notes;
  }
  if (!step->options.empty()) notes.push_back("Options: " + OptionsOf(*step));
  notes.push_back(RoomNote(text.source, step));
  return notes;
}

std::string Joined(const Json& list) {
  std::string out;
  if (list.is_string()) return list.get<std::string>();
  if (list.is_array())
    for (const Json& word : list)
      if (word.is_string()) out += (out.empty() ? "" : ", ") + word.get<std::string>();
  return out;
}

std::string Example(const Json& words, const std::string& language, const std::string& list) {
  if (!words.is_object() || !words.contains(language)) return {};
  const Json& own = words[language];
  if (!list.starts_with("digit.")) return own.contains(list) ? Joined(own[list]) : std::string();
  const auto digit = static_cast<size_t>(list.back() - '0');
  if (!own.contains("digits") || digit >= own["digits"].size()) return {};
  return Joined(own["digits"][digit]);
}

std::string PurposeOf(const std::string& list) {
  if (list.starts_with("digit.")) return "Words that people type for the digit.";
  if (list == "stop") return "Words that people type to be left alone.";
  if (list == "greeting") return "Words without a meaning of their own: nothing is filed for them.";
  if (list == "duress")
    return "Secret words for \"someone is forcing me\": no greeting, no option, no digit.";
  if (list == "sensitive") return "What no message may hold; word* also means words that begin so.";
  if (list == "name") return "What the language is called in itself.";
  return "Words that people type for " + list + ".";
}

void Put(const std::string& context, const std::string& source, Translation entry,
         Catalog& catalog) {
  if (entry.source != source && !entry.text.empty()) {
    entry.fuzzy = true;
    if (entry.previous.empty()) entry.previous = entry.source;
  }
  if (!entry.fuzzy) entry.previous.clear();
  entry.source = source;
  catalog.entries[context] = std::move(entry);
}

}  // namespace

std::vector<Place> PlacesOf(const BundleData& data) {
  std::vector<Place> places;
  ForEachText(data, [&](const Flow& flow, const Step* step, const Wording& text) {
    places.push_back({text.key, text.source, NotesOf(flow, step, text)});
  });
  return places;
}

std::vector<Place> ListPlaces(const Json& words, const std::string& source_language,
                              const Glossary& glossary) {
  std::vector<Place> places;
  for (const std::string& list : NeededLists()) {
    Place place{kWordsContext + list, list, {PurposeOf(list) + " One a line."}};
    if (auto example = Example(words, source_language, list); !example.empty())
      place.notes.push_back(EnglishLanguageName(source_language) + ": " + std::move(example));
    places.push_back(std::move(place));
  }
  for (const GlossaryTerm& term : glossary)
    places.push_back({kGlossaryContext + term.term,
                      term.term,
                      {term.note + " Approved translations, one a line."}});
  return places;
}

std::vector<Place> CoverPlaces(const Json& covers) {
  std::vector<Place> places;
  for (const auto& [id, text] : covers.items()) {
    if (id.starts_with('$') || !text.is_string()) continue;
    places.push_back(
        {kCoverContext + id,
         text,
         {"An SMS that goes out of no flow: whoever holds the phone may read it and must learn "
          "nothing.",
          "Room: 160 characters of GSM 7-bit, 70 with other letters, names and times included."}});
  }
  return places;
}

Catalog Updated(const Catalog& catalog, const std::vector<Place>& places) {
  Catalog out = catalog;
  out.entries.clear();
  std::map<std::string, Translation> old = catalog.obsolete;
  for (const auto& [context, entry] : catalog.entries)
    old.insert_or_assign(context, entry);
  for (const Place& place : places) {
    const std::string spelled = kGsm7Context + place.context;
    const auto known = old.find(place.context);
    Translation entry;
    entry.source = place.source;
    if (known != old.end()) entry = known->second;
    Put(place.context, place.source, std::move(entry), out);
    if (const auto own = old.find(spelled); own != old.end())
      Put(spelled, place.source, own->second, out);
  }
  const std::string letters = std::string(kWordsContext) + "gsm7";
  if (const auto own = old.find(letters); own != old.end()) out.entries[letters] = own->second;
  out.obsolete.clear();
  for (auto& [context, entry] : old)
    if (out.entries.count(context) == 0 && !entry.text.empty()) out.obsolete[context] = entry;
  return out;
}

Catalog NewCatalog(const std::string& language) {
  Catalog catalog;
  catalog.language = language;
  catalog.path = language + ".po";
  catalog.comment = EnglishLanguageName(language) +
                    " of all flows, and what people type in this language.\n"
                    "See \"Translating\" in README.md for how these texts must be.";
  catalog.header = "Project-Id-Version: tipline\nLanguage: " + language +
                   "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                   "Content-Transfer-Encoding: 8bit\nX-Review: needs native review\n";
  return catalog;
}

}  // namespace tipline::flows
