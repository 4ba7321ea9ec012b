// Everything of a language that is no text of a flow, as entries of its catalog: lists with one
// entry a line. Context "words:<list>", msgid "<list>"; the source language has them in words.json.
//
//   digit.0 … digit.9  words for a digit          stop greeting yes no   what people type
//   duress             secret words for "someone is forcing me"
//   sensitive          what no message may hold (flows/base/sensitive.h)
//   name               what the language is called in itself
//   gsm7               optional: "ɓ b", letters of the fallback spelling (gsm7_spelling.h)
//
// "glossary:<term>": approved translations of a term of config/flows/glossary.json.
// "gsm7:<context of a text>": that text in the fallback spelling, where letters alone do not do.
// Pure; thread-safe. Tests: tests/flows/engine/language_words_test.cc
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/sensitive.h"
#include "flows/engine/catalog.h"

namespace tipline::flows {

constexpr const char* kWordsContext = "words:";
constexpr const char* kGlossaryContext = "glossary:";
constexpr const char* kGsm7Context = "gsm7:";
constexpr const char* kCoverContext = "cover:";  // what goes out of no flow

// The lists that every language has; "gsm7" is not among them.
const std::vector<std::string>& NeededLists();

// Trimmed lines, the empty ones left out.
std::vector<std::string> LinesOf(const std::string& text);
// Of a list or a glossary term; fuzzy entries count, they are words and no promises.
std::vector<std::string> ListIn(const Catalog& catalog, const std::string& context);
// Which of NeededLists are missing or empty.
std::vector<std::string> MissingLists(const Catalog& catalog);
std::vector<std::string> MissingLists(const nlohmann::json& words, const std::string& language);

// What a bundle needs of all languages, in the form of words.json: {"en":{"digits":[[…],…],
// "stop":[…],…,"duress":[…],"name":"English"}}. `words`: words.json, or null.
nlohmann::json BundleWords(const nlohmann::json& words, const std::vector<Catalog>& catalogs);
// From such words, folded, and the language's own name (that of CLDR if there is none).
std::vector<std::string> DuressWords(const nlohmann::json& words, const std::string& language);
std::string OwnName(const nlohmann::json& words, const std::string& language);

// What messages in a language must not hold: of words.json for the source language, else of the
// catalog.
void AddSensitive(const nlohmann::json& words, const std::string& language, SensitiveWords& list);
void AddSensitive(const Catalog& catalog, SensitiveWords& list);

}  // namespace tipline::flows
