// Plays a conversation written as data against a bundle, writing the session out and reading it
// back between any two turns.
//   {"name"?, "medium":"ussd"|"sms", "lang"?: remembered language, "default_lang"?: of the channel,
//   "limits"?:{"gsm7":160,"ucs2":70}, "free"?, "emergency"?: of the channel,
//   "number"?: "" where the network hides it,
//    "role"?, "role_country"?: verified for the phone,
//    "knowledge"?: [documents of what is published: flows/knowledge],
//    "turns":[{"say":"1","shows":["part of the screen"],"not":["…"],"is"?:"the whole
//    screen","ends":false,"minutes_later"?: than the one before},{"drop":true},{"dial":true,…},
//    {"findings":{what a worker found for the inquiry that waits}, "say"?: typed before it was
//    shown}], "effects":[{"file_tip":{fields that the tip must
//    have}},{"remember_language":"sw"},{"ask":{fields of the inquiry}}], "tips"?: how many,
//    "never_asks"?: [kinds of inquiry]}
// Effects must come in this order; others may come between. Of an effect list the number of tips
// must be right.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/engine/engine.h"

namespace tipline::flows::testing {

std::string ReadFile(
    const std::string& path);  // absolute or below the source folder; fails the test if not there
std::vector<std::string> FilesIn(const std::string& folder,
                                 const std::string& end);  // below the source folder, sorted
std::vector<SourceFile> SourcesIn(const std::string& folder, const std::string& end);

// A bundle from documents in test data: "flow" the root, "subflows"?, "words"?, "catalogs"?:[PO
// texts]. Fails the test if it is none.
Bundle BundleFrom(const nlohmann::json& data);
// The bundle of a flow in config/flows with its subflows and catalogs.
Bundle PublishedBundle(const std::string& name);

// `break_at`: before that turn (1: the first; 0: none) the line breaks, and the person dials again
// and goes on. False: it cannot break there, or would begin anew.
bool PlayStory(const Bundle& bundle, const nlohmann::json& story, size_t break_at = 0);

std::array<uint8_t, 32> EntropyOf(uint64_t seed);

}  // namespace tipline::flows::testing
