#include "gateway/store/records/case_talk.h"

#include <tuple>

#include "gateway/store/records/query.h"

namespace tipline::store {

Result<std::string> CaseOfTalk(Database& database, const std::string& conversation) {
  return database.Read([&](soci::session& sql) -> Result<std::string> {
    std::string id;
    One(sql, Kept{"SELECT id FROM cases WHERE conversation = :conversation"}, std::tie(id),
        WithoutNul(conversation));
    return id;
  });
}

}  // namespace tipline::store
