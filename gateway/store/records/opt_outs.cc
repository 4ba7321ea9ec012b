#include "gateway/store/records/opt_outs.h"

#include "gateway/store/records/query.h"

namespace tipline::store {

Status OptOuts::Tell(const std::string& pseudonym, OptChange change, const OptOut& said) {
  if (pseudonym.empty()) return Invalid("an opt-out needs a person");
  if (change == OptChange::kNone) return Unit{};
  return db_.Write([&](soci::session& sql) -> Status {
    if (change == OptChange::kOptIn) {
      Execute(sql,
              "DELETE FROM opt_outs WHERE pseudonym = :pseudonym AND channel = :channel"
              " AND at <= :at",
              pseudonym, said.channel, said.at);
      return Unit{};
    }
    Execute(sql,
            "INSERT INTO opt_outs (pseudonym, channel, sender, at, source) VALUES"
            " (:pseudonym, :channel, :sender, :at, :source)"
            // The last one: an opt-in before it that comes late must not clear it.
            " ON CONFLICT (pseudonym, channel, sender) DO UPDATE SET at = CASE WHEN excluded.at >"
            " opt_outs.at THEN excluded.at ELSE opt_outs.at END",
            pseudonym, said.channel, WithoutNul(said.sender), said.at, said.source);
    return Unit{};
  });
}

Result<std::vector<OptOut>> OptOuts::Of(const std::string& pseudonym) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<OptOut>> {
    OptOut one;
    long long at = 0;
    std::string whose = pseudonym;
    Query query(sql, std::string("SELECT channel, sender, at, source FROM opt_outs"
                                 " WHERE pseudonym = :pseudonym ORDER BY at, channel, sender"));
    query.Into(one.channel).Into(one.sender).Into(at).Into(one.source).Use(whose);
    std::vector<OptOut> out;
    while (query.Next()) {
      one.at = FromMillis(at);
      out.push_back(one);
    }
    return out;
  });
}

Result<bool> OptOuts::Has(const std::string& pseudonym, const std::string& channel) {
  return db_.Read([&](soci::session& sql) -> Result<bool> {
    long long found = 0;
    return One(sql,
               Kept{"SELECT 1 FROM opt_outs WHERE pseudonym = :pseudonym AND channel = :channel"
                    " LIMIT 1"},
               std::tie(found), pseudonym, channel);
  });
}

}  // namespace tipline::store
