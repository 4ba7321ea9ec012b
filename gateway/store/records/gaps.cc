#include "gateway/store/records/gaps.h"

#include "flows/knowledge/rows.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

// The stream brings an entry again within hours, or never.
constexpr auto kRemember = std::chrono::days(7);

}  // namespace

Status GapRecords::Count(const std::string& id, const Gap& gap) {
  TRY_ASSIGN(const TimePoint day, flows::DayFrom(gap.day));
  const std::string before = flows::DateOf(day - kRemember);
  return db_.Write([&](soci::session& sql) -> Status {
    const bool fresh = Execute(sql,
                               Kept{"INSERT INTO gaps_counted (id, day) VALUES (:id, :day)"
                                    " ON CONFLICT (id) DO NOTHING"},
                               id, gap.day) > 0;
    if (!fresh) return Unit{};
    Execute(sql, Kept{"DELETE FROM gaps_counted WHERE day < :day"}, before);
    Execute(sql,
            Kept{"INSERT INTO gaps (what, need, place, language, day, asked) VALUES (:what, :need,"
                 " :place, :language, :day, 1) ON CONFLICT (what, need, place, language, day) DO"
                 " UPDATE SET asked = gaps.asked + 1"},
            gap.what, gap.need, gap.place, gap.language, gap.day);
    return Unit{};
  });
}

Result<std::vector<Gap>> GapRecords::Since(const std::string& day, bool handed_on, bool daily) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<Gap>> {
    std::vector<Gap> gaps;
    Gap one;
    std::string from = day;
    const std::string kind = handed_on ? "what = 'handed_on'" : "what <> 'handed_on'";
    Query query(sql,
                "SELECT what, need, place, language, MAX(day), CAST(SUM(asked) AS BIGINT) FROM"
                " gaps WHERE day >= :day AND " +
                    kind + " GROUP BY what, need, place, language" + (daily ? ", day" : "") +
                    " ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4");
    query.Into(one.what).Into(one.need).Into(one.place).Into(one.language).Into(one.day);
    query.Into(one.asked).Use(from);
    while (query.Next())
      gaps.push_back(one);
    return gaps;
  });
}

}  // namespace tipline::store
