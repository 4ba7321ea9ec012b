// Writes the seeds of the provider and message fuzz targets from tests/data/providers: write_seeds
// FOLDER
#include <filesystem>
#include <fstream>
#include <iostream>

#include "gateway/providers/dialect.h"
#include "tests/gateway/providers/provider_case.h"

namespace {

using tipline::Inbound;
using tipline::InboundKind;
using tipline::Outbound;
using tipline::gateway::ProviderCase;

void Write(const std::filesystem::path& folder, size_t number, const std::string& text) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder / ("seed-" + std::to_string(number)), std::ios::binary) << text;
}

void WriteProvider(const std::filesystem::path& root, const std::string& name) {
  const std::filesystem::path folder = root / ("provider_" + name);
  size_t number = 0;
  for (const ProviderCase& found : tipline::gateway::ReadProviderCases(name)) {
    if (found.body.contains("request")) {
      const auto event = tipline::InboundKindFromName(found.body.at("event").get<std::string>());
      const std::string first(1, static_cast<char>(event.value_or(InboundKind::kSms)));
      Write(folder, number++,
            first + tipline::gateway::WireForm(
                        tipline::gateway::ReadRequest(found.body.at("request"))));
    }
    const nlohmann::json answers = found.body.value("answers", nlohmann::json::array());
    for (const nlohmann::json& answer : answers) {
      const auto first = static_cast<char>(((answer.at("status").get<int>() - 100) / 10) << 2);
      Write(folder, number++, std::string(1, first) + answer.value("body", ""));
    }
  }
}

void WriteMessages(const std::filesystem::path& root) {
  Inbound inbound;
  inbound.sent_at = tipline::TimePoint{};
  Write(root / "message_codec_fuzz", 0, tipline::EncodeInbound(inbound));
  Write(root / "message_codec_fuzz", 1, tipline::EncodeInbound(Inbound{}));
  Write(root / "message_codec_fuzz", 2, tipline::EncodeOutbound(Outbound{}));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "use: write_seeds FOLDER\n";
    return 2;
  }
  if (!tipline::gateway::LoadDialects(TIPLINE_SOURCE_DIR "/config/dialects")) return 1;
  for (const auto& [name, provider] : tipline::gateway::Providers())
    WriteProvider(argv[1], name);
  WriteMessages(argv[1]);
  return 0;
}
