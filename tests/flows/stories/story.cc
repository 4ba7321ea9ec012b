#include "tests/flows/stories/story.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "flows/engine/screen.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kMore = "7";  // the next page

fs::path Absolute(const std::string& path) {
  const fs::path given(path);
  return given.is_absolute() ? given : fs::path(TIPLINE_SOURCE_DIR) / given;
}

class Player {
 public:
  Player(const Bundle& bundle, const Json& story) : bundle_(bundle), story_(story) {
    input_.medium = MediumFromName(story.value("medium", "ussd")).value_or(Medium::kUssd);
    input_.remembered_language = story.value("lang", "");
    input_.default_language = story.value("default_lang", "");
    if (story.contains("flow") && story["flow"].is_string()) input_.entry = story["flow"];
    input_.channel = "generic";
    input_.service_code = "*384*123#";
    input_.number = Secret<std::string>(story.value("number", "+254711000001"));
    input_.pseudonym = "00000000000000000000000000000000";
    input_.now = FromMillis(1'764'000'000'000);
    for (const Json& document : story.value("knowledge", Json::array())) {
      const std::string name = document.at("source");
      auto source = DecodeSource(name, document.dump());
      if (!source) throw std::runtime_error(source.error().message);
      knowledge_.Put(name, *std::move(source));
    }
    input_.knowledge = &knowledge_;
    input_.free = story.value("free", false);
    input_.emergency = story.value("emergency", "");
    input_.role = story.value("role", "");
    input_.role_country = story.value("role_country", "");
    if (story.contains("limits"))
      input_.limits = {story["limits"].value("gsm7", 160), story["limits"].value("ucs2", 70)};
  }

  // `break_at`: before that turn the line breaks, and the person dials again and goes on. False: it
  // cannot break there, and the rest was not played.
  bool Play(size_t break_at) {
    const Json& turns = story_.at("turns");
    if (input_.medium == Medium::kUssd && !turns.front().value("dial", false)) Dial();
    size_t number = 0;
    for (const Json& turn : turns) {
      SCOPED_TRACE("turn " + std::to_string(++number) + ": " + turn.dump() +
                   "\nscreen before: " + screen_);
      if (turn.value("drop", false)) continue;  // nothing reaches us
      const std::string says = turn.value("say", "");
      if (number == break_at && (says.empty() || says == kMore || !GoesOnAfterABreak()))
        return false;
      input_.now += std::chrono::minutes(turn.value("minutes_later", 0));
      if (turn.contains("findings")) input_.findings = FindingsOf(turn["findings"]);
      if (turn.value("dial", false))
        Dial();
      else if (turn.contains("say"))
        Say(turn.at("say").get<std::string>());
      else
        Continue();
      input_.findings.reset();
      Check(turn);
      if (::testing::Test::HasFailure()) return true;
    }
    CheckEffects();
    return true;
  }

 private:
  // Not where dialling begins anew (nothing was said yet, a case is open, it is practice), nor
  // where what counts is what just happened: a page (what stands before a question is gone, for
  // another may hold the phone), a miss, a text of the engine, an answer of the records that is
  // awaited.
  bool GoesOnAfterABreak() {
    if (input_.medium != Medium::kUssd || session_.page > 0 || session_.misses > 0 ||
        !session_.detour.empty() || !session_.inquiry.empty() || session_.resuming)
      return false;
    const uint64_t seed = seed_;
    const TimePoint now = input_.now;
    Dial();
    if (!session_.resuming) return false;
    Say("1");
    seed_ = seed;  // codes, ids and times as if nothing had happened
    input_.now = now;
    return true;
  }

  void Dial() {
    input_.opens = true;
    input_.text.clear();
    Advance();
  }

  void Say(const std::string& words) {
    input_.opens = session_.id.empty() || session_.ended;
    input_.text = words;
    Advance();
  }

  void Continue() {
    ASSERT_TRUE(input_.findings) << "a turn wants dial, say, drop or findings";
    input_.opens = false;
    input_.text.clear();
    input_.continues = true;
    Advance();
    input_.continues = false;
  }

  // What a worker would have found for the inquiry that waits.
  Findings FindingsOf(const Json& values) const {
    EXPECT_FALSE(session_.inquiry.empty()) << "nothing was asked";
    return {session_.inquiry, values.get<std::map<std::string, std::string>>()};
  }

  void Advance() {
    input_.now += Millis(5000);
    input_.entropy = EntropyOf(++seed_);
    const std::string stored = EncodeSession(session_);
    auto read = DecodeSession(stored);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(EncodeSession(*read), stored);
    Turn turn = flows::Advance(bundle_, *std::move(read), input_);
    screen_ = turn.screen;
    ends_ = turn.ends;
    session_ = std::move(turn.session);
    ASSERT_LE(EncodeSession(session_).size(), kMaxSessionBytes);
    EXPECT_EQ(ends_, session_.ended);
    EXPECT_FALSE(screen_.empty());
    const Room room{input_.medium, input_.limits};
    EXPECT_TRUE(room.Fits(screen_))
        << Measure(screen_).units << " " << EncodingName(Measure(screen_).encoding);
    for (Effect& effect : turn.effects) {
      if (const auto* remember = std::get_if<RememberLanguage>(&effect))
        input_.remembered_language = remember->language;
      effects_.push_back(std::move(effect));
    }
  }

  void Check(const Json& turn) {
    const auto texts = [&](const char* name) {
      const Json value = turn.value(name, Json::array());
      return value.is_string() ? std::vector<std::string>{value.get<std::string>()}
                               : value.get<std::vector<std::string>>();
    };
    for (const std::string& text : texts("shows"))
      EXPECT_NE(screen_.find(text), std::string::npos)
          << "missing: " << text << "\nin: " << screen_;
    for (const std::string& text : texts("not"))
      EXPECT_EQ(screen_.find(text), std::string::npos)
          << "must not show: " << text << "\nin: " << screen_;
    if (turn.contains("is")) {
      EXPECT_EQ(screen_, turn["is"].get<std::string>());
    }
    EXPECT_EQ(ends_, turn.value("ends", false)) << screen_;
  }

  // {"file_tip":{…}} with the fields that the tip must have, {"remember_language":"sw"},
  // {"event":"left","step":"safe"}.
  static bool Fits(const Effect& effect, const Json& wanted) {
    if (const auto* file = std::get_if<FileTip>(&effect)) {
      if (!wanted.contains("file_tip")) return false;
      const Json tip = Json::parse(EncodeTip(file->tip));
      for (const auto& [field, value] : wanted["file_tip"].items()) {
        if (field == "answers" && value.is_object()) {
          for (const auto& [name, answer] : value.items())
            if (tip["answers"].value(name, Json()) != answer) return false;
        } else if (tip.at(field) != value) {
          return false;
        }
      }
      return true;
    }
    if (const auto* remember = std::get_if<RememberLanguage>(&effect))
      return wanted.value("remember_language", "") == remember->language;
    if (const auto* ask = std::get_if<Ask>(&effect)) return FitsInquiry(ask->inquiry, wanted);
    const auto& event = std::get<StepEvent>(effect);
    return wanted.value("event", "") == event.outcome &&
           wanted.value("step", event.step) == event.step;
  }

  static bool FitsInquiry(const Inquiry& inquiry, const Json& wanted) {
    if (!wanted.contains("ask")) return false;
    const Json made = Json::parse(EncodeInquiry(inquiry));
    for (const auto& [field, value] : wanted["ask"].items()) {
      if (field != "fields" && made.at(field) != value) return false;
      if (field != "fields") continue;
      for (const auto& [name, words] :
           value.items())  // those that it must have; others may be there
        if (made["fields"].value(name, Json()) != words) return false;
    }
    return true;
  }

  std::string Told() const {
    std::string told;
    for (const Effect& effect : effects_) {
      if (const auto* file = std::get_if<FileTip>(&effect))
        told += "file_tip " + EncodeTip(file->tip) + "\n";
      if (const auto* remember = std::get_if<RememberLanguage>(&effect))
        told += "language " + remember->language + "\n";
      if (const auto* ask = std::get_if<Ask>(&effect))
        told += "ask " + EncodeInquiry(ask->inquiry) + "\n";
    }
    return told;
  }

  void CheckEffects() {
    for (const Json& kind : story_.value("never_asks", Json::array())) {
      for (const Effect& effect : effects_) {
        const auto* ask = std::get_if<Ask>(&effect);
        EXPECT_FALSE(ask != nullptr && ask->inquiry.kind == kind) << Told();
      }
    }
    if (!story_.contains("effects")) return;
    size_t at = 0;
    std::ptrdiff_t tips = 0;
    for (const Json& wanted : story_["effects"]) {
      while (at < effects_.size() && !Fits(effects_[at], wanted))
        ++at;
      ASSERT_LT(at, effects_.size())
          << "no such effect (in this order): " << wanted.dump() << "\nthere were:\n"
          << Told();
      ++at;
      if (wanted.contains("file_tip")) ++tips;
    }
    const auto filed = std::count_if(effects_.begin(), effects_.end(), [](const Effect& effect) {
      return std::holds_alternative<FileTip>(effect);
    });
    EXPECT_EQ(filed, story_.value("tips", tips)) << Told();
  }

  const Bundle& bundle_;
  const Json& story_;
  Knowledge knowledge_;
  Input input_;
  Session session_;
  std::string screen_;
  bool ends_ = false;
  std::vector<Effect> effects_;
  uint64_t seed_ = 0;
};

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream in(Absolute(path), std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> FilesIn(const std::string& folder, const std::string& end) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(Absolute(folder))) {
    const std::string name = entry.path().filename();
    if (name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0)
      files.push_back(folder + "/" + name);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<SourceFile> SourcesIn(const std::string& folder, const std::string& end) {
  std::vector<SourceFile> sources;
  for (const std::string& file : FilesIn(folder, end))
    sources.push_back({file, ReadFile(file)});
  return sources;
}

Bundle BundleFrom(const Json& data) {
  std::vector<SourceFile> flows = {{"root.json", data.at("flow").dump()}};
  for (const Json& flow : data.value("subflows", Json::array()))
    flows.push_back({"subflow.json", flow.dump()});
  if (data.contains("words")) flows.push_back({"words.json", data["words"].dump()});
  std::vector<SourceFile> catalogs;
  for (const Json& text : data.value("catalogs", Json::array()))
    catalogs.push_back({"catalog.po", text});
  auto bundle = Compile(flows, catalogs);
  if (!bundle) throw std::runtime_error(bundle.error().message);
  auto read = Bundle::Decode(bundle->WithVersion(3).Encode());
  if (!read) throw std::runtime_error(read.error().message);
  return *read;
}

Bundle PublishedBundle(const std::string& name) {
  auto flows = SelectFlows(name, SourcesIn("config/flows", ".json"));
  if (!flows) throw std::runtime_error(flows.error().message);
  auto bundle = Compile(*flows, SourcesIn("config/flows", ".po"));
  if (!bundle) throw std::runtime_error(bundle.error().message);
  return bundle->WithVersion(1);
}

bool PlayStory(const Bundle& bundle, const Json& story, size_t break_at) {
  return Player(bundle, story).Play(break_at);
}

std::array<uint8_t, 32> EntropyOf(uint64_t seed) {
  std::array<uint8_t, 32> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    bytes[i] = static_cast<uint8_t>(seed >> 56U);
  }
  return bytes;
}

}  // namespace tipline::flows::testing
