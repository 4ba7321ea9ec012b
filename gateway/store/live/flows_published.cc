#include "gateway/store/live/flows_published.h"

namespace tipline::store {
namespace {

constexpr int kPublishTries =
    16;  // so many others would have to publish the same flow in the same moment

std::string FlowKey(std::string_view name) {
  return "tl:flow:" + std::string(name);
}

Error NothingPublished() {
  return NotFound("no version of this flow is published");
}

}  // namespace

Command PublishedFlows::LatestCommand(std::string_view name) {
  return {"HGET", FlowKey(name), "latest"};
}

Result<int64_t> PublishedFlows::ReadLatest(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.nil()) return NothingPublished();
  return reply.integer();
}

Command PublishedFlows::GetCommand(std::string_view name, int64_t version) {
  return {"HGET", FlowKey(name), std::to_string(version)};
}

Result<std::string> PublishedFlows::ReadGet(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.nil()) return NotFound("this version of the flow is not published");
  return std::string(reply.text());
}

Command PublishedFlows::VersionsCommand(std::string_view name) {
  return {"FCALL_RO", "tl_flow_versions", "1", FlowKey(name)};
}

Result<std::vector<FlowVersion>> PublishedFlows::ReadVersions(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  std::vector<FlowVersion> versions;
  for (size_t i = 0; i + 2 < reply.size(); i += 3)
    versions.push_back(
        {reply[i].integer(), std::string(reply[i + 1].text()), FromMillis(reply[i + 2].integer())});
  return versions;
}

Command PublishedFlows::PublishCommand(std::string_view name, int64_t version,
                                       std::string_view hash, std::string_view bundle,
                                       TimePoint now) {
  return {"FCALL",
          "tl_publish",
          "1",
          FlowKey(name),
          std::to_string(version),
          std::string(hash),
          std::string(bundle),
          std::to_string(ToMillis(now))};
}

Result<Published> PublishedFlows::ReadPublish(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.size() != 2) return Internal("tl_publish gave something else");
  if (reply[1].integer() < 0)
    return Conflict("another version of this flow was published meanwhile");
  return Published{reply[0].integer(), reply[1].integer() == 1};
}

Result<Published> PublishedFlows::Publish(Redis& redis, std::string_view name,
                                          std::string_view hash,
                                          const std::function<std::string(int64_t version)>& encode,
                                          TimePoint now) {
  for (int tries = 0; tries < kPublishTries; ++tries) {
    TRY_ASSIGN(const OwnedReply found, redis.Run(LatestCommand(name)));
    const int64_t version = found->integer() + 1;
    TRY_ASSIGN(const OwnedReply reply,
               redis.Run(PublishCommand(name, version, hash, encode(version), now)));
    auto published = ReadPublish(reply.view());
    if (published || published.error().code != Code::kConflict) return published;
  }
  return Unavailable("this flow is being published by others all the time");
}

}  // namespace tipline::store
