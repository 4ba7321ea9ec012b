#include "gateway/store/records/complaints.h"
#include "gateway/store/records/recruiters.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

class ComplaintTest : public InquiryWorld {
 protected:
  void ImportRegister(int first_licence = 1042) {
    std::vector<flows::Recruiter> rows;
    for (const char* name :
         {"Zentara Manpower Ltd", "Kestovan Recruitment", "Lakrisu & Sons, Co"}) {
      flows::Recruiter one;
      one.name = name;
      one.status = "valid";
      one.licence = "EX-" + std::to_string(rows.size() + static_cast<size_t>(first_licence));
      rows.push_back(one);
    }
    const flows::RegisterHead head{"example", "Example", "KE", clock_.Now(), 90};
    ASSERT_TRUE(store::RecruiterRecords(*database_).Import(head, rows, "test", clock_.Now()));
  }
  void Complain(const std::string& agency, const std::string& conversation, Fields more = {}) {
    more["agency"] = agency;
    more["complaint"] = "fee";
    Ask({"+2547110000" + conversation.substr(1), conversation}, "complaint", std::move(more));
  }
  std::vector<store::ComplaintCount> Counts() {
    return *store::ComplaintRecords(*database_, keys_).Since(clock_.Now() - store::kComplaintSpan);
  }
  size_t NotesOf(const Case& item) {
    size_t notes = 0;
    const auto file = services_->cases.Show(item.id, "test", clock_.Now());
    for (const auto& message : file->messages)
      if (message.direction == "note") ++notes;
    return notes;
  }
};

TEST_P(ComplaintTest, ThreeAboutOneRecruiterAlertHoweverItIsSpelt) {
  ImportRegister();
  const Case item = CaseWith("0412345678", "2749");
  Complain("zentara manpower", "c42");
  Complain("zentera manpower, Mister Vex", "c43");
  Complain("kestovan", "c44");
  EXPECT_EQ(NotesOf(item), 0U);
  // The conversation of the case.
  Complain("EX-1042", Own().View(item.id)->conversation);
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].complaints, 3);
  EXPECT_TRUE(counts[0].known);
  EXPECT_TRUE(counts[0].alerted_at);
  EXPECT_EQ(counts[0].name.Reveal(), "Zentara Manpower Ltd");
  EXPECT_EQ(NotesOf(item), 1U);
}

TEST_P(ComplaintTest, OneThatNoRegisterHasIsCountedByItsName) {
  for (const char* conversation : {"c42", "c43", "c44"})
    Complain(conversation == std::string("c43") ? "NOWHERE agency ltd" : "Nowhere Agency",
             conversation);
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_FALSE(counts[0].known);
  EXPECT_EQ(counts[0].complaints, 3);
  EXPECT_TRUE(counts[0].alerted_at);
}

TEST_P(ComplaintTest, ARenewedLicenceIsTheSameRecruiterAndSoIsItsNameBeforeARegisterHadIt) {
  Complain("Zentara Manpower", "c42");
  ImportRegister();
  Complain("zentera manpower", "c43");
  EXPECT_FALSE(Counts()[0].alerted_at);
  ImportRegister(2042);
  Complain("EX-2042", "c44");
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_TRUE(counts[0].known);
  EXPECT_EQ(counts[0].complaints, 2);
  EXPECT_TRUE(counts[0].alerted_at) << "with the one before, three";
}

TEST_P(ComplaintTest, ItIsNotCountedAgainstTheOneThatThePersonSaidItIsNot) {
  ImportRegister();
  Complain("zentara manpower", "c42");
  Complain("zentera manpower", "c43", {{"looked", "2026-01-10"}});
  Complain("zentera manpower", "c44",
           {{"looked", "2026-01-10"}, {"agency_found", "Zentara Manpower Ltd"}});
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].complaints, 2);
  EXPECT_TRUE(counts[0].known);
  EXPECT_EQ(counts[1].complaints, 1);
  EXPECT_FALSE(counts[1].known);
}

TEST_P(ComplaintTest, WhatItSaidGoesWithTheCaseWhenItsPersonDeletesIt) {
  const Case item = CaseWith("0412345678", "2749");
  Complain("Zentara Manpower", Own().View(item.id)->conversation);
  Complain("Zentara Manpower", "c42");
  const auto readable = [&] {
    long long count = -1;
    const auto read = database_->Read([&](soci::session& sql) -> Status {
      sql << "SELECT COUNT(*) FROM complaints WHERE details_sealed <> '' AND pseudonym <> ''",
          soci::into(count);
      return Unit{};
    });
    return read ? count : -1;
  };
  ASSERT_EQ(readable(), 2);
  ASSERT_TRUE(*Own().AskDeletion({item.id, "wish", "person", clock_.Now()}, false, "note"));
  EXPECT_EQ(readable(), 1);
  EXPECT_EQ(Counts()[0].complaints, 2) << "counted as before";
  EXPECT_EQ(Counts()[0].name.Reveal(), "Zentara Manpower") << "the other one says it";
}

TEST_P(ComplaintTest, ACommaMayBePartOfTheName) {
  ImportRegister();
  Complain("lakrisu & sons, co", "c42");
  const auto counts = Counts();
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_TRUE(counts[0].known);
}

TIPLINE_ON_BOTH_ENGINES(ComplaintTest);

}  // namespace
}  // namespace tipline::workers
