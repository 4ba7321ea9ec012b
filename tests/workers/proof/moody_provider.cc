#include "tests/workers/proof/moody_provider.h"

#include <memory>
#include <string>

#include "tests/workers/loop/sends_only.h"

namespace tipline::proof {
namespace {

class Moody final : public workers::SendsOnly {
 public:
  explicit Moody(int process) : process_(std::to_string(process)) {}
  Result<gateway::SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                         const gateway::SendContext&) const override {
    gateway::SendRequest request;
    request.url = channel.api_url;
    request.body = message.id + " " + message.to.Reveal() + " " + process_;
    return request;
  }
  gateway::SendResult ReadSend(const gateway::SendReply& reply) const override {
    if (reply.status == 409) return gateway::ResultOf(gateway::SendClass::kOptOut, "opt_out");
    gateway::SendResult result = gateway::ResultOfHttp(reply);
    if (result.outcome != gateway::SendClass::kSent) return result;
    const std::string taken = "taken ";
    if (reply.body.rfind(taken, 0) != 0)
      return gateway::ResultOf(gateway::SendClass::kUnsure, "unreadable answer");
    result.provider_id = reply.body.substr(taken.size());
    return result;
  }

 private:
  const std::string process_;
};

}  // namespace

void RegisterMoody(int process) {
  static const gateway::RegisterProvider kMoody("moody", std::make_unique<Moody>(process));
}

}  // namespace tipline::proof
