#include "flows/model/message.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline {
namespace {

using nlohmann::json;

Inbound AnInbound() {
  Inbound message;
  message.kind = InboundKind::kUssd;
  message.channel = "africastalking";
  message.from = Secret<std::string>("+254700000001");
  message.from_is_msisdn = false;
  message.to = "*384*123#";
  message.text = Secret<std::string>("1*እርዳታ \"\n");
  message.provider_id = "id";
  message.session = "ATUid_01";
  message.accumulated = true;
  message.first = true;
  message.state = DeliveryState::kExpired;
  message.reason = "reason";
  message.reference = "01J";
  message.ignore = true;
  message.sent_at = FromMillis(1795428000123);
  return message;
}

Outbound AnOutbound() {
  Outbound message;
  message.id = "01J";
  message.kind = OutboundClass::kAlert;
  message.channel = "twilio";
  message.to = Secret<std::string>("+254700000001");
  message.from = "22395";
  message.text = Secret<std::string>("Call us");
  message.case_id = "case";
  message.referral_id = "referral";
  message.created_at = FromMillis(1795428000123);
  return message;
}

TEST(Message, InboundComesBackAsItWas) {
  for (const Inbound& message : {AnInbound(), Inbound{}}) {
    const std::string encoded = EncodeInbound(message);
    const Result<Inbound> decoded = DecodeInbound(encoded);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_EQ(EncodeInbound(*decoded), encoded);
    EXPECT_EQ(decoded->text, message.text);
    EXPECT_EQ(decoded->sent_at, message.sent_at);
    EXPECT_EQ(decoded->state, message.state);
  }
}

TEST(Message, OutboundComesBackAsItWas) {
  for (const Outbound& message : {AnOutbound(), Outbound{}}) {
    const std::string encoded = EncodeOutbound(message);
    const Result<Outbound> decoded = DecodeOutbound(encoded);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_EQ(EncodeOutbound(*decoded), encoded);
    EXPECT_EQ(decoded->to, message.to);
    EXPECT_EQ(decoded->created_at, message.created_at);
  }
}

TEST(Message, ATextAsLongAsABodyComesBack) {
  Inbound message;
  message.text = Secret<std::string>(std::string(64 * 1024, '\x01'));
  const Result<Inbound> decoded = DecodeInbound(EncodeInbound(message));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->text, message.text);
}

template <typename Decode>
void ExpectEachFieldMatters(const std::string& encoded, Decode decode) {
  const json whole = json::parse(encoded);
  for (const auto& [name, value] : whole.items()) {
    json lacking = whole;
    lacking.erase(name);
    const auto without = decode(lacking.dump());
    ASSERT_FALSE(without.has_value()) << name;
    EXPECT_EQ(without.error().code, Code::kInvalid);
    EXPECT_NE(without.error().message.find("field " + name), std::string::npos)
        << without.error().message;
    json wrong = whole;
    wrong[name] = json::array({"+254700000001"});
    const auto mistyped = decode(wrong.dump());
    ASSERT_FALSE(mistyped.has_value()) << name;
    EXPECT_EQ(mistyped.error().message.find("2547"), std::string::npos);
  }
  json more = whole;
  more["surprise"] = 1;
  EXPECT_FALSE(decode(more.dump()).has_value());
}

TEST(Message, DecodeRefusesMissingWrongAndUnknownFields) {
  ExpectEachFieldMatters(EncodeInbound(AnInbound()), DecodeInbound);
  ExpectEachFieldMatters(EncodeOutbound(AnOutbound()), DecodeOutbound);
  for (const char* text : {"", "null", "[]", "{}", "{\"kind\":", "7"}) {
    EXPECT_FALSE(DecodeInbound(text).has_value()) << text;
    EXPECT_FALSE(DecodeOutbound(text).has_value()) << text;
  }
}

TEST(Message, DecodeRefusesNamesItDoesNotKnow) {
  json inbound = json::parse(EncodeInbound(AnInbound()));
  inbound["state"] = "teleported";
  EXPECT_FALSE(DecodeInbound(inbound.dump()).has_value());
  json outbound = json::parse(EncodeOutbound(AnOutbound()));
  outbound["class"] = "";
  EXPECT_FALSE(DecodeOutbound(outbound.dump()).has_value());
}

TEST(Message, NamesAndValuesAreTheSameBothWays) {
  for (const Medium m : {Medium::kUssd, Medium::kSms})
    EXPECT_EQ(MediumFromName(MediumName(m)), m);
  for (const InboundKind k :
       {InboundKind::kSms, InboundKind::kUssd, InboundKind::kUssdEnd, InboundKind::kStatus})
    EXPECT_EQ(InboundKindFromName(InboundKindName(k)), k);
  for (const OutboundClass c :
       {OutboundClass::kReply, OutboundClass::kAlert, OutboundClass::kNotice})
    EXPECT_EQ(OutboundClassFromName(OutboundClassName(c)), c);
  EXPECT_STREQ(InboundKindName(InboundKind::kUssdEnd), "ussd-end");
  EXPECT_EQ(MediumFromName("fax"), std::nullopt);
  EXPECT_EQ(DeliveryStateFromName("Delivered"), std::nullopt);
}

constexpr DeliveryState kAll[] = {DeliveryState::kQueued,    DeliveryState::kSent,
                                  DeliveryState::kDelivered, DeliveryState::kFailed,
                                  DeliveryState::kRejected,  DeliveryState::kExpired};

TEST(AfterReport, LeavesAFinalStateOnlyForALateReceipt) {
  for (const DeliveryState now : kAll)
    for (const DeliveryState reported : kAll) {
      const DeliveryState after = AfterReport(now, reported);
      if (!IsFinal(now)) continue;
      const bool late = (now == DeliveryState::kFailed || now == DeliveryState::kExpired) &&
                        reported == DeliveryState::kDelivered;
      EXPECT_EQ(after, late ? DeliveryState::kDelivered : now)
          << DeliveryStateName(now) << " " << DeliveryStateName(reported);
    }
}

TEST(AfterReport, GoesForwardFromQueuedAndSent) {
  for (const DeliveryState reported : kAll) {
    EXPECT_EQ(AfterReport(DeliveryState::kQueued, reported), reported);
    const bool back = reported == DeliveryState::kQueued;
    EXPECT_EQ(AfterReport(DeliveryState::kSent, reported), back ? DeliveryState::kSent : reported);
  }
}

TEST(AfterReport, ARepeatChangesNothing) {
  for (const DeliveryState now : kAll)
    for (const DeliveryState reported : kAll) {
      const DeliveryState once = AfterReport(now, reported);
      EXPECT_EQ(AfterReport(once, reported), once);
    }
}

}  // namespace
}  // namespace tipline
