// What the tests of outbound records share. A suite derives from it, so that its tests have a name
// of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/store/records/outbound.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {

class OutboundWorld : public EnginesTest {
 protected:
  OutboundRecords records() { return OutboundRecords(db()); }
  OutboundRow Message(const std::string& id, OutboundClass kind = OutboundClass::kAlert,
                      int partition = 1) const {
    OutboundRow row;
    row.id = id;
    row.kind = kind;
    row.channel = "generic";
    row.partition = partition;
    row.created_at = now_;
    row.box = "sealed";
    return row;
  }
  std::vector<std::string> Take(const std::vector<int>& partitions) {
    auto taken = records().Take(partitions, {}, 100, now_);
    EXPECT_TRUE(taken.has_value()) << taken.error().message;
    std::vector<std::string> ids;
    for (const OutboundRow& row : *taken)
      ids.push_back(row.id);
    return ids;
  }
  std::optional<OutboundRow> Find(const std::string& id) {  // all are of no case
    const auto rows = records().OfCase("");
    for (size_t i = 0; rows && i < rows->size(); ++i)
      if ((*rows)[i].id == id) return (*rows)[i];
    return std::nullopt;
  }
  std::string BoxOf(const std::string& id);
  using Ids = std::vector<std::string>;
};

}  // namespace tipline::store
