#include "gateway/store/records/columns.h"

#include "gateway/base/ids.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

namespace {

std::string Context(std::string_view table, std::string_view id, std::string_view column) {
  return std::string(table).append("|").append(id).append("|").append(column);
}

}  // namespace

Result<std::string> SealColumn(const KeyRing& keys, std::string_view table, std::string_view id,
                               std::string_view column, std::string_view plain) {
  if (plain.empty()) return std::string();
  if (!keys.store) return Denied("the store key is needed for this");
  return SealBase64(*keys.store, Context(table, id, column), plain);
}

Result<std::string> OpenColumn(const KeyRing& keys, std::string_view table, std::string_view id,
                               std::string_view column, std::string_view sealed) {
  if (sealed.empty()) return std::string();
  if (!keys.store) return Denied("the store key is needed for this");
  return OpenBase64(*keys.store, Context(table, id, column), sealed);
}

void WriteAudit(soci::session& sql, TimePoint at, std::string_view actor, std::string_view action,
                std::string_view case_id, std::string_view detail) {
  Execute(sql,
          Kept{"INSERT INTO audit (id, at, actor, action, case_id, detail)"
               " VALUES (:id, :at, :actor, :action, :case_id, :detail)"},
          NewUlid(at), at, WithoutNul(actor), action, case_id, WithoutNul(detail));
}

}  // namespace tipline::store
