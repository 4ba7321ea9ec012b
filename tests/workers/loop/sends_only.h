// What adapters of tests have in common: nothing comes in, and an answer means what its HTTP status
// means.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/providers/common.h"
#include "gateway/providers/provider.h"

namespace tipline::workers {

class SendsOnly : public gateway::Provider {
 public:
  gateway::ProviderInfo Info() const override { return {}; }
  std::vector<gateway::SecretName> Secrets() const override { return {}; }
  Status Authenticate(const http::Request&, InboundKind, std::string_view, const ChannelSettings&,
                      const Settings&) const override {
    return Unit{};
  }
  Result<Inbound> Parse(const http::Request&, InboundKind, const ChannelSettings&) const override {
    return NotFound("nothing");
  }
  http::Response Render(const Inbound&, const gateway::Reply&) const override { return {}; }
  bool CarriesSmsReply() const override { return false; }
  gateway::SendResult ReadSend(const gateway::SendReply& reply) const override {
    return gateway::ResultOfHttp(reply);
  }
};

}  // namespace tipline::workers
