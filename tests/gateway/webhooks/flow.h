// A small flow for tests of a turn: a menu, free words, a menu, a tip.
#pragma once

namespace tipline::gateway {

constexpr const char* kFlow =
    R"({"flow":"main","title":"t","start":"a","source_language":"en","languages":["en"],
 "system":{"language":"Language","resume":"Continue? 1 Yes 2 Start again","goodbye":"Bye","callback_offer":"1 Call me",
 "callback_done":"OK","more":"7 More","retry":"Send a number.","later":"Later","unavailable":"Not received"},
 "steps":[{"id":"a","kind":"menu","var":"a","text":"First","options":[{"value":"x","text":"X","next":"b"},
 {"value":"y","text":"Y","next":"b"}]},
 {"id":"b","kind":"ask_text","var":"b","text":"Second","next":"c"},
 {"id":"c","kind":"menu","var":"c","text":"Third","options":[{"value":"x","text":"X","next":"f"}]},
 {"id":"f","kind":"file_tip","values":{"about":"saw"},"next":"e"},{"id":"e","kind":"end","text":"Thank you {code}"}]})";

}  // namespace tipline::gateway
