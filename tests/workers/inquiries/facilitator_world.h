// A facilitator's phone, and what is kept of what it sends. A suite derives from it, so that its
// tests have a name of their own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/base/ids.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/roles.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {

class FacilitatorWorld : public InquiryWorld {
 protected:
  void SetUp() override {
    InquiryWorld::SetUp();
    Enrol("2718281828", "+254711000042");
  }
  void Enrol(const std::string& code, const std::string& number, const char* role = "facilitator") {
    store::VerifiedRole one;
    one.id = NewUlid(clock_.Now());
    one.role = role;
    one.country = "BF";
    one.district = "Kaya";
    one.supervisor = "org1";
    one.own = {"Vandoro Farms", "Ouedraogo"};
    one.made_at = clock_.Now();
    one.expires_at = clock_.Now() + Millis(3'600'000);
    ASSERT_TRUE(store::VerifiedRoles(*database_, keys_).Add(one, Secret(code), "amina"));
    ASSERT_EQ(Ask({number, "join"}, "role_join", {{"code", code}}).size(), 1U);
    ids_[number] = one.id;
  }
  Fields Report(const std::string& report, Fields more = {},
                const std::string& number = "+254711000042") {
    more["report"] = report;
    more["needs"] = "cl!:awp aw:pnt fv:pr";
    clock_.Forward(Millis(1000));
    return Ask({number, "field"}, "facilitator_report", std::move(more));
  }
  std::vector<store::FacilitatorReport> Kept(const std::string& number = "+254711000042") {
    return *store::FacilitatorReports(*database_, keys_).Of(ids_[number], TimePoint{});
  }
  store::FacilitatorCounts Counts(const std::string& number = "+254711000042") {
    return (*store::FacilitatorReports(*database_, keys_).Count(TimePoint{}))[ids_[number]];
  }

  std::map<std::string, std::string> ids_;
};

}  // namespace tipline::workers
