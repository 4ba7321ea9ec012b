#include <ostream>

#include <nlohmann/json.hpp>

#include "tests/workers/proof/outbound_proof.h"

namespace tipline::proof {
namespace {

void Each(std::ostream& out, const char* what, const std::map<std::string, int>& counts) {
  for (const auto& [name, count] : counts)
    out << "  " << what << " " << name << ": " << count << "\n";
}

}  // namespace

void Print(const ProofOptions& options, const ProofResult& result, std::ostream& out) {
  out << "messages " << options.messages << ", seed " << options.seed << ", records "
      << options.records << ", requests " << result.requests << ", seconds " << result.seconds
      << ", skipped " << result.skipped_seconds << "\n"
      << "delivered " << result.delivered << "; to a phone again where the provider does not look "
      << "at our id " << result.again_plain << ", where it does " << result.again_idempotent << "\n"
      << "kill -9 " << result.killed << ", messages left by them " << result.left_by_kills
      << "; restarts " << result.restarted << "; outages " << result.outages
      << "; asked on another channel, too " << result.failed_over << "\n"
      << "allowed " << options.rate_per_second << "/s and " << options.burst
      << " at once on each of " << options.channels << " channels; most in any second "
      << result.most_in_a_second << "; in a pause " << result.impatient << "\n"
      << "late reports " << result.late_reports << ", reports on what nobody knows "
      << result.strangers << "\n";
  Each(out, "ended", result.ends);
  Each(out, "failed by", result.trouble);
  Each(out, "asked again after", result.repeats);
  Each(out, "reported", result.reports);
  for (const std::string& what : result.wrong)
    out << "WRONG " << what << "\n";
  if (result.wrong_in_all > result.wrong.size())
    out << "WRONG and " << result.wrong_in_all - result.wrong.size() << " more\n";
  out << (result.wrong.empty() ? "proved\n" : "FAILED\n");
}

std::string ToJson(const ProofOptions& options, const ProofResult& result) {
  return nlohmann::json{{"messages", options.messages},
                        {"seed", options.seed},
                        {"records", options.records},
                        {"channels", options.channels},
                        {"rate_per_second", options.rate_per_second},
                        {"burst", options.burst},
                        {"requests", result.requests},
                        {"seconds", result.seconds},
                        {"skipped_seconds", result.skipped_seconds},
                        {"delivered", result.delivered},
                        {"again_plain", result.again_plain},
                        {"again_idempotent", result.again_idempotent},
                        {"kills", result.killed},
                        {"left_by_kills", result.left_by_kills},
                        {"restarts", result.restarted},
                        {"outages", result.outages},
                        {"failed_over", result.failed_over},
                        {"most_in_a_second", result.most_in_a_second},
                        {"in_a_pause", result.impatient},
                        {"late_reports", result.late_reports},
                        {"strangers", result.strangers},
                        {"ended", result.ends},
                        {"failed_by", result.trouble},
                        {"asked_again_after", result.repeats},
                        {"reported", result.reports},
                        {"wrong", result.wrong},
                        {"wrong_in_all", result.wrong_in_all},
                        {"proved", result.wrong.empty()}}
      .dump(2);
}

}  // namespace tipline::proof
