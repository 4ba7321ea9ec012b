// The provider that a dialect file makes (dialect.h). For dialect*.cc and its tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/providers/dialect.h"
#include "gateway/providers/dialect_json.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// Immutable; thread-safe.
class Dialect final : public Provider {
 public:
  explicit Dialect(DialectSpec spec);

  ProviderInfo Info() const override;
  std::vector<SecretName> Secrets() const override;
  std::vector<OptionName> Options() const override;
  int ScreenSize() const override { return spec_.ussd.screen; }
  Status Authenticate(const http::Request& request, InboundKind event, std::string_view token,
                      const ChannelSettings& channel, const Settings& settings) const override;
  Result<std::vector<Inbound>> ParseAll(const http::Request& request, InboundKind kind,
                                        const ChannelSettings& channel) const override;
  http::Response Render(const Inbound& inbound, const Reply& reply) const override;
  bool CarriesSmsReply() const override;
  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override;
  Result<std::optional<SendRequest>> BuildToken(const ChannelSettings& channel,
                                                TimePoint now) const override;
  Result<AccessToken> ReadToken(const SendReply& reply) const override;
  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override;
  SendResult ReadSend(const SendReply& reply) const override;

 private:
  const DialectEvent& EventOf(InboundKind kind) const;
  std::string OptionOf(const ChannelSettings& channel, const std::string& name) const;
  // What the answer has to repeat of the request, in Inbound::reference of a USSD request: it has
  // no other use there.
  std::string Echo(const DialectAnswer& answer, const Values& values,
                   const ChannelSettings& channel) const;
  // Which event an element is of: a gateway may have one URL for all of them. Nothing: of none.
  std::optional<InboundKind> KindOf(const Values& values, InboundKind kind,
                                    const ChannelSettings& channel) const;
  // Words of somebody in what is no event that we know: for staff, nobody is answered. Empty: none.
  std::optional<Inbound> TakeLeft(const Values& values, const ChannelSettings& channel) const;
  Result<Inbound> Take(const Values& values, InboundKind kind,
                       const ChannelSettings& channel) const;
  Result<SendRequest> Build(const DialectRequest& wanted, const Lookup& lookup,
                            const ChannelSettings& channel) const;

  DialectSpec spec_;
};

}  // namespace tipline::gateway
