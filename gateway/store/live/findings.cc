#include "gateway/store/live/findings.h"

#include <string>

#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

std::string KeyOf(std::string_view pseudonym, int partitions, std::string_view inquiry) {
  return "tl:" + TagOf(PartitionOf(pseudonym, partitions)) + ":f:" + std::string(inquiry);
}

std::string ContextOf(std::string_view inquiry) {
  return "findings|" + std::string(inquiry);
}

}  // namespace

Command FindingsStore::PutCommand(std::string_view pseudonym, const Findings& findings) const {
  return {"SET", KeyOf(pseudonym, partitions_, findings.id),
          Seal(*keys_.session, ContextOf(findings.id), EncodeFindings(findings)), "PX",
          std::to_string(std::chrono::milliseconds(kFindingsTtl).count())};
}

Command FindingsStore::GetCommand(std::string_view pseudonym, std::string_view inquiry) const {
  return {"GET", KeyOf(pseudonym, partitions_, inquiry)};
}

Result<std::optional<Findings>> FindingsStore::ReadGet(std::string_view inquiry,
                                                       const Reply& reply) const {
  if (reply.is_error()) return ErrorOf(reply);
  if (reply.nil()) return std::optional<Findings>();
  TRY_ASSIGN(const std::string plain, Open(*keys_.session, ContextOf(inquiry), reply.text()));
  TRY_ASSIGN(Findings findings, DecodeFindings(plain));
  return std::optional<Findings>(std::move(findings));
}

}  // namespace tipline::store
