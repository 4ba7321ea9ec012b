#include "gateway/store/live/knowledge_published.h"

namespace tipline::store {
namespace {

std::string KeyOf(std::string_view source) {
  return "tl:data:" + std::string(source);
}

}  // namespace

Command PublishedKnowledge::PutCommand(std::string_view source, std::string_view hash,
                                       std::string_view document, TimePoint now) {
  return {"HSET",     KeyOf(source),
          "hash",     std::string(hash),
          "at",       std::to_string(ToMillis(now)),
          "document", std::string(document)};
}

Command PublishedKnowledge::HeadCommand(std::string_view source) {
  return {"HMGET", KeyOf(source), "hash", "at"};
}

Result<std::optional<PublishedDocument>> PublishedKnowledge::ReadHead(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply[0].nil()) return std::optional<PublishedDocument>();
  return std::optional(
      PublishedDocument{std::string(reply[0].text()), FromMillis(reply[1].integer())});
}

Command PublishedKnowledge::GetCommand(std::string_view source) {
  return {"HGET", KeyOf(source), "document"};
}

Result<std::string> PublishedKnowledge::ReadGet(const Reply& reply) {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.nil()) return NotFound("nothing is published");
  return std::string(reply.text());
}

}  // namespace tipline::store
