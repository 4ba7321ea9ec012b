// When people of the service read what comes in: {"kind":"find","in":"closed","gives":["opens"]}.
// One hit while nobody reads, none while somebody does, so that a flow says the truth at once; what
// comes in is taken all the same. Made by `tipline service`:
//   {"source":"closed","zone":"Africa/Nairobi","hours":"Mo-Fr 08:00-18:00","closed":["2026-12-25"],
//    "closed_until":"2026-11-30T05:00:00Z","open_until":"…"}
// Without `hours` it is open, but for `closed_until`; `open_until` wins over the hours. `opens` has
// no word in it: "08:00" of today, else "2026-11-30 08:00", in the zone. Tests:
// tests/flows/knowledge/service_hours_test.cc
#include <nlohmann/json.hpp>

#include "flows/base/zone.h"
#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/open_hours.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

constexpr size_t kDate = 10;  // "2026-11-30"
constexpr std::chrono::days kLook{14};

class ServiceHours final : public Source {
 public:
  ServiceHours(OpenHours hours, TimePoint closed_until, TimePoint open_until)
      : hours_(std::move(hours)), closed_until_(closed_until), open_until_(open_until) {}
  size_t size() const override { return 1; }

  Answers Find(const Query& query) const override {
    const bool shut = query.now < closed_until_;
    if (!shut && (query.now < open_until_ || OpenAt(hours_, query.now).open)) return {};
    Answers answers;
    answers.sure = true;
    answers.hits.push_back({"closed", {{"opens", Opens(query.now, shut)}}});
    return answers;
  }

 private:
  // After `closed_until` the hours hold.
  std::string Opens(TimePoint now, bool shut) const {
    const TimePoint from = shut ? closed_until_ : now;
    const OpenNow then = OpenAt(hours_, from);
    if (then.open || (shut && from < open_until_)) return Shown(from, now);
    if (then.hours.empty()) return "> " + LocalDay(hours_.zone, from + kLook);
    // "2026-11-30 08:00-18:00", "08:00-18:00", "2026-11-30 24 h": only when it begins.
    std::string opens = then.hours;
    const bool dated = opens.size() > kDate && opens[4] == '-';
    if (const size_t dash = opens.find('-', dated ? kDate : 0); dash != std::string::npos)
      opens.resize(dash);
    else
      opens.resize(dated ? kDate : 0);
    const std::string day = LocalDay(hours_.zone, from);
    return dated || day == LocalDay(hours_.zone, now) ? opens : day + " " + opens;
  }

  std::string Shown(TimePoint at, TimePoint now) const {
    const TimePoint local = at + OffsetOf(hours_.zone, at);
    const std::string text = FormatTime(local);  // 2026-11-30T08:00:00Z
    const std::string clock = text.substr(kDate + 1, 5);
    const std::string day = LocalDay(hours_.zone, at);
    return day == LocalDay(hours_.zone, now) ? clock : day + " " + clock;
  }

  const OpenHours hours_;
  const TimePoint closed_until_, open_until_;
};

Result<TimePoint> TimeIn(RowReader& row, const char* field) {
  const std::string text = row.Text(field);
  return text.empty() ? Result<TimePoint>(TimePoint{}) : ParseTime(text);
}

Result<std::shared_ptr<const Source>> ReadServiceHours(const nlohmann::json& document) {
  RowReader row(document, "closed");
  const std::string zone = row.Need("zone");
  const std::string text = row.Text("hours");
  const bool has_days = row.Has("closed");
  const std::vector<std::string> days = has_days ? row.List("closed") : std::vector<std::string>();
  TRY_ASSIGN(const TimePoint closed_until, TimeIn(row, "closed_until"));
  TRY_ASSIGN(const TimePoint open_until, TimeIn(row, "open_until"));
  if (!row.error().empty()) return Invalid(row.error());
  if (!IsZone(zone)) return Invalid("closed: field zone: allowed: an IANA time zone");
  OpenHours hours;
  hours.always = true;
  if (!text.empty()) {
    TRY_ASSIGN(hours, ReadOpenHours(text));
  }
  hours.zone = zone;
  for (const std::string& day : days) {
    TRY_ASSIGN(ClosedDays closed, ReadClosedDays(day));
    hours.closed.push_back(std::move(closed));
  }
  return std::shared_ptr<const Source>(
      std::make_shared<ServiceHours>(std::move(hours), closed_until, open_until));
}

const RegisterSource kRegister({"closed", {}, {"opens"}, ReadServiceHours});

}  // namespace
}  // namespace tipline::flows
