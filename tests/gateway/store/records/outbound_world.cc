#include "tests/gateway/store/records/outbound_world.h"

namespace tipline::store {

std::string OutboundWorld::BoxOf(const std::string& id) {
  const auto box = db().Read([&](soci::session& sql) -> Result<std::string> {
    std::string out;
    sql << "SELECT box_sealed FROM outbound WHERE id = :id", soci::into(out), soci::use(id);
    return out;
  });
  return box ? *box : "?";
}

}  // namespace tipline::store
