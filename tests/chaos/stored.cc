#include "tests/chaos/stored.h"

#include "gateway/store/records/cases.h"

namespace tipline::chaos {

Result<std::vector<StoredTip>> StoredTips(store::Database& database, const KeyRing& keys) {
  store::CaseRecords records(database, keys);
  TRY_ASSIGN(const auto rows, records.List({}));
  std::vector<StoredTip> all;
  for (const store::CaseRow& row : rows) {
    TRY_ASSIGN(const auto tips, records.TipsOf(row.item.id));
    for (const store::CaseTip& held : tips) {
      if (!held.tip) return Internal("a tip does not open: " + held.id);
      const Tip& tip = *held.tip;
      all.push_back({held.id, row.item.id, tip.pseudonym,
                     tip.conversation.empty() ? held.id : tip.conversation, tip.about,
                     tip.text.Reveal(), tip.place.Reveal(),
                     tip.code.Reveal() + " " + tip.pin.Reveal()});
    }
  }
  return all;
}

Result<std::vector<StoredMessage>> StoredMessages(store::Database& database) {
  return database.Read([](soci::session& sql) -> Result<std::vector<StoredMessage>> {
    std::vector<StoredMessage> all;
    StoredMessage one;
    soci::statement rows =
        (sql.prepare << "SELECT o.channel, o.id, o.state, o.reason, COALESCE(r.responder_id, '')"
                        " FROM outbound o LEFT JOIN referrals r ON r.id = o.referral_id",
         soci::into(one.channel), soci::into(one.id), soci::into(one.state), soci::into(one.reason),
         soci::into(one.responder));
    rows.execute();
    while (rows.fetch())
      all.push_back(one);
    return all;
  });
}

Result<OutboundCounts> CountOutbound(store::Database& database, TimePoint now) {
  return database.Read([&](soci::session& sql) -> Result<OutboundCounts> {
    const auto count = [&](const std::string& where) {
      long long found = 0;
      sql << "SELECT count(*) FROM outbound WHERE " + where, soci::into(found);
      return static_cast<size_t>(found);
    };
    const std::string time = std::to_string(ToMillis(now));
    OutboundCounts counts;
    counts.due = count("state = 'sending' OR (state = 'queued' AND next_try_at <= " + time + ")");
    counts.waiting = count("state = 'held' OR (state = 'queued' AND next_try_at > " + time + ")");
    counts.ended = count("state NOT IN ('queued', 'sending', 'held')");
    return counts;
  });
}

}  // namespace tipline::chaos
