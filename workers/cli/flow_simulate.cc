// tipline flow simulate FLOW: plays a conversation, writing the session out and reading it back
// between any two turns as the gateway does. Chance is fixed, so that the same command prints the
// same.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/engine/engine.h"
#include "workers/cli/answers.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::string flow, language, medium = "ussd", input;
  int gsm7 = 160, ucs2 = 70;
};

constexpr std::string_view kDialAgain = "!dial";
constexpr int64_t kStart = 1'767'225'600'000;  // 2026-01-01, any fixed time
constexpr Millis kThinking{8'000};

class Phone {
 public:
  Phone(const flows::Bundle& bundle, const Arguments& arguments) : bundle_(bundle) {
    input_.medium = MediumFromName(arguments.medium).value_or(Medium::kUssd);
    input_.remembered_language = arguments.language;
    input_.channel = "simulation";
    input_.now = FromMillis(kStart);
    input_.limits = {arguments.gsm7, arguments.ucs2};
  }

  Status Dial() { return Advance("", true); }
  Status Say(const std::string& words) {
    if (words == kDialAgain) return Dial();
    return Advance(words, session_.id.empty() || session_.ended);
  }
  bool over() const { return session_.ended; }
  const Json& turns() const { return turns_; }
  const Json& effects() const { return effects_; }

 private:
  Status Advance(const std::string& words, bool opens) {
    TRY_ASSIGN(session_, DecodeSession(EncodeSession(session_)));
    input_.text = words;
    input_.opens = opens;
    input_.now += kThinking;
    for (uint8_t& byte : input_.entropy)
      byte = static_cast<uint8_t>(byte * 37U + 11U + turns_.size());
    flows::Turn turn = flows::Advance(bundle_, std::move(session_), input_);
    session_ = std::move(turn.session);
    const Measured size = Measure(turn.screen);
    turns_.push_back({{"input", opens && words.empty() ? Json() : Json(words)},
                      {"screen", turn.screen},
                      {"length", size.units},
                      {"encoding", EncodingName(size.encoding)},
                      {"parts", size.parts},
                      {"ends", turn.ends}});
    for (const Effect& effect : turn.effects)
      TRY(Keep(effect));
    return Unit{};
  }

  Status Keep(const Effect& effect) {
    if (const auto* file = std::get_if<FileTip>(&effect)) {
      TRY_ASSIGN(Json tip, ParseJson(EncodeTip(file->tip)));
      effects_.push_back({{"effect", "file_tip"}, {"tip", std::move(tip)}});
    } else if (const auto* remember = std::get_if<RememberLanguage>(&effect)) {
      input_.remembered_language = remember->language;
      effects_.push_back({{"effect", "remember_language"}, {"language", remember->language}});
    } else if (const auto* ask = std::get_if<Ask>(&effect)) {
      Json fields = Json::array();  // names only: what they hold may be a PIN
      for (const auto& [name, value] : ask->inquiry.fields)
        fields.push_back(name);
      effects_.push_back({{"effect", "ask"},
                          {"kind", ask->inquiry.kind},
                          {"waits", ask->inquiry.waits},
                          {"fields", std::move(fields)}});
    } else {
      const auto& event = std::get<StepEvent>(effect);
      effects_.push_back({{"effect", "event"}, {"step", event.step}, {"outcome", event.outcome}});
    }
    return Unit{};
  }

  const flows::Bundle& bundle_;
  flows::Input input_;
  Session session_;
  Json turns_ = Json::array();
  Json effects_ = Json::array();
};

void PrintTurn(const Json& turn, Medium medium) {
  if (!turn["input"].is_null()) std::cout << "> " << turn["input"].get<std::string>() << "\n";
  std::cout << "--- " << turn["length"].get<size_t>() << " " << turn["encoding"].get<std::string>();
  if (medium == Medium::kSms) std::cout << ", " << turn["parts"].get<size_t>() << " part(s)";
  std::cout << (turn["ends"].get<bool>() ? ", ends" : "") << "\n"
            << turn["screen"].get<std::string>() << "\n\n";
}

void PrintEffect(const Json& effect) {
  if (effect["effect"] == "file_tip") {
    std::cout << "file_tip";
    for (const char* name : {"about", "consent", "child", "danger_now", "duress", "wants_callback",
                             "may_text", "text", "place", "answers", "code", "pin"})
      std::cout << " " << name << "=" << DumpJson(effect["tip"][name]);
    std::cout << "\n";
  } else if (effect["effect"] == "remember_language") {
    std::cout << "remember_language " << effect["language"].get<std::string>() << "\n";
  } else if (effect["effect"] == "ask") {
    std::cout << "ask " << effect["kind"].get<std::string>();
    for (const Json& name : effect["fields"])
      std::cout << " " << name.get<std::string>();
    std::cout << (effect["waits"].get<bool>() ? " (waits for the records)" : "") << "\n";
  } else {
    std::cout << "event " << effect["step"].get<std::string>() << " "
              << effect["outcome"].get<std::string>() << "\n";
  }
}

Status Simulate(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  TRY_ASSIGN(const auto bundle, CompileFlow(arguments.flow, files));
  const auto& languages = bundle.languages();
  if (!arguments.language.empty() &&
      std::find(languages.begin(), languages.end(), arguments.language) == languages.end())
    return Invalid("--lang: the flow does not speak " + arguments.language);
  const Medium medium = MediumFromName(arguments.medium).value_or(Medium::kUssd);
  Phone phone(bundle, arguments);
  if (medium == Medium::kUssd) TRY(phone.Dial());
  size_t unused = 0;
  for (const std::string& words : SplitAnswers(arguments.input)) {
    if (medium == Medium::kUssd && phone.over() && words != kDialAgain)
      ++unused;
    else
      TRY(phone.Say(words));
  }
  if (context.json) {
    std::cout << DumpJson({{"flow", bundle.name()},
                           {"hash", bundle.hash()},
                           {"medium", MediumName(medium)},
                           {"turns", phone.turns()},
                           {"effects", phone.effects()},
                           {"unused_input", unused}})
              << "\n";
    return Unit{};
  }
  for (const Json& turn : phone.turns())
    PrintTurn(turn, medium);
  for (const Json& effect : phone.effects())
    PrintEffect(effect);
  if (unused > 0)
    std::cerr << "tipline: the conversation had ended; answers not used: " << unused << "\n";
  return Unit{};
}

}  // namespace

void AddFlowSimulate(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* simulate =
      group.add_subcommand("simulate", "Play a conversation; prints the screens, then the effects");
  const auto arguments = std::make_shared<Arguments>();
  simulate->add_option("flow", arguments->flow, "name of the flow")->required();
  simulate->add_option("--lang", arguments->language,
                       "language remembered for the phone (default: none)");
  simulate->add_option("--channel", arguments->medium, "ussd or sms")
      ->check(CLI::IsMember({"ussd", "sms"}));
  simulate->add_option("--input", arguments->input,
                       "answers, parted by commas (\\, is a comma in an answer); !dial drops the "
                       "session and dials again");
  simulate->add_option("--gsm7", arguments->gsm7, "room of a screen in septets")
      ->check(CLI::Range(40, 182));
  simulate->add_option("--ucs2", arguments->ucs2, "room of a screen in UTF-16 units")
      ->check(CLI::Range(20, 91));
  simulate->callback([=, &context, &exit_code] {
    const Status done = Simulate(context, *arguments);
    exit_code = done ? kDone : Fail(done.error());
  });
}

}  // namespace tipline::cli
