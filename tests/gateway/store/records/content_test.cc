#include "gateway/store/records/content.h"

#include "gateway/store/records/gaps.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

constexpr const char* kHidden = "12 Hidden Lane";

class ContentTest : public EnginesTest {
 protected:
  ServiceRecords records() { return ServiceRecords(db(), keys()); }
  std::vector<flows::ServiceRow> Services() { return *PublicServices(db()).Load(); }
  flows::ServiceRow Service(const std::string& id) {
    flows::ServiceRow row;
    row.id = id;
    row.name = "Example \"" + id + "\", Ltd";
    row.needs = {"legal", "identity"};
    row.areas = {"KE-30", "KE"};
    row.languages = {"en", "sw"};
    row.who = {"workers"};
    row.hours = "Mo-Fr 08:00-17:00";
    row.zone = "Africa/Nairobi";
    row.cost = "free";
    row.phone = "+254711000601";
    row.place = "Example Street";
    row.note = {{"en", "Ask."}, {"sw", "Uliza."}};
    row.closed = {"2026-12-25"};
    row.verified = now_;
    row.verified_by = "Example Network";
    return row;
  }
  PrivateDetails Details(const std::string& id) {
    PrivateDetails details;
    details[id].emplace("private address", Secret<std::string>(kHidden));
    return details;
  }
  std::string Private(const std::string& id) {
    const auto details = records().LoadPrivate("test", now_);
    if (!details || !details->contains(id)) return {};
    return details->at(id).at("private address").Reveal();
  }
  void Count(const std::string& id, const std::string& what, const std::string& need,
             const std::string& day, const std::string& place = "KE-30") {
    ASSERT_TRUE(GapRecords(db()).Count(id, {what, need, place, "en", day, 0}));
  }
};

TEST_P(ContentTest, ServicesComeBackAsTheyWereAndReplaceThoseBefore) {
  ASSERT_TRUE(records().Import({Service("a"), Service("b")}, {}, "test", now_));
  ASSERT_TRUE(records().Import({Service("c"), Service("a")}, {}, "test", now_));
  const auto rows = Services();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0], Service("c"));
  EXPECT_EQ(rows[1], Service("a"));
}

TEST_P(ContentTest, WhatIsPrivateIsSealedAndStaysWithItsService) {
  ASSERT_TRUE(records().Import({Service("a"), Service("b")}, Details("a"), "test", now_));
  EXPECT_EQ(Private("a"), kHidden);
  std::string cell;
  ASSERT_TRUE(db().Read([&](soci::session& sql) -> Status {
    sql << "SELECT details_sealed FROM services_private", soci::into(cell);
    return Unit{};
  }));
  EXPECT_EQ(cell.find("Hidden"), std::string::npos);
  // A table without private columns keeps them; one that has lost the service loses them.
  ASSERT_TRUE(records().Import({Service("a")}, {}, "test", now_));
  EXPECT_EQ(Private("a"), kHidden);
  ASSERT_TRUE(records().Import({Service("b")}, {}, "test", now_));
  ASSERT_TRUE(records().Import({Service("a")}, {}, "test", now_));
  EXPECT_EQ(Private("a"), "");
}

TEST_P(ContentTest, AFieldThatATableHasReplacesItselfAndNoOther) {
  PrivateDetails details = Details("a");
  details["a"].emplace("contact", Secret<std::string>("Ann"));
  ASSERT_TRUE(records().Import({Service("a"), Service("b")}, details, "test", now_));
  PrivateDetails contact;
  contact["a"].emplace("contact", Secret<std::string>(""));
  contact["b"].emplace("contact", Secret<std::string>("Mary"));
  ASSERT_TRUE(records().Import({Service("a"), Service("b")}, contact, "test", now_));
  const auto all = records().LoadPrivate("test", now_);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->at("a").at("private address").Reveal(), kHidden);
  EXPECT_FALSE(all->at("a").contains("contact"));
  EXPECT_EQ(all->at("b").at("contact").Reveal(), "Mary");
}

TEST_P(ContentTest, CardsComeBackAsTheyWere) {
  flows::CardRow card;
  card.id = "pay";
  card.topic = "rights";
  card.stage = "work";
  card.place = "KE";
  card.origin = "NP";
  card.sector = "domestic";
  card.label = {{"en", "Pay"}};
  card.text = {{"en", "Your pay is yours."}, {"sw", "Mshahara ni wako."}};
  card.reviewed = now_;
  card.review_by = now_ + Millis(1);
  card.source = "ILO C095";
  flows::CardRow plain = card;
  plain.id = "plain";
  plain.review_by.reset();
  CardRecords cards(db());
  ASSERT_TRUE(cards.Import({plain}, "test", now_));
  ASSERT_TRUE(cards.Import({card, plain}, "test", now_));
  const auto rows = cards.Load();
  ASSERT_TRUE(rows && rows->size() == 2);
  EXPECT_EQ(rows->at(0), card);
  EXPECT_EQ(rows->at(1), plain);
}

TEST_P(ContentTest, GapsAreCountedOnceForEachAskAndByDay) {
  Count("i1", "service", "debt", "2026-11-01");
  Count("i1", "service", "debt", "2026-11-01");  // brought again by the stream
  Count("i2", "service", "debt", "2026-11-01");
  Count("i3", "service", "debt", "2026-11-02");
  Count("i4", "card", "rights/work", "2026-11-02", "");
  Count("i5", "handed_on", "line_low", "2026-11-02");
  GapRecords gaps(db());
  const auto all = gaps.Since("2026-11-01", false, false);
  ASSERT_TRUE(all && all->size() == 2) << (all ? std::to_string(all->size()) : all.error().message);
  EXPECT_EQ(all->at(0), (Gap{"service", "debt", "KE-30", "en", "2026-11-02", 3}));
  EXPECT_EQ(all->at(1), (Gap{"card", "rights/work", "", "en", "2026-11-02", 1}));
  EXPECT_EQ(gaps.Since("2026-11-01", false, true)->size(), 3U);
  EXPECT_EQ(gaps.Since("2026-11-02", false, false)->at(0).asked, 1);
  const auto handed_on = gaps.Since("2026-11-01", true, false);
  ASSERT_TRUE(handed_on && handed_on->size() == 1);
  EXPECT_EQ(handed_on->front().need, "line_low");
}

TEST_P(ContentTest, WhatWasCountedIsRememberedForDaysNotForEver) {
  Count("i1", "service", "debt", "2026-11-01");
  Count("i2", "service", "debt", "2026-11-20");
  long long remembered = 0;
  ASSERT_TRUE(db().Read([&](soci::session& sql) -> Status {
    sql << "SELECT COUNT(*) FROM gaps_counted", soci::into(remembered);
    return Unit{};
  }));
  EXPECT_EQ(remembered, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, ContentTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
