// Who helps with what: the public directory (domain.md F53). {"source":"services","as_of":
// "2026-11-01","services":[{"id":"legal_nbo","name":"Example Legal Aid","needs":["legal"],
// "areas":["KE-30"],"languages":["en","sw"],"who":["workers"],"hours":"Mo-Fr 08:00-17:00",
// "zone":"Africa/Nairobi","cost":"free","phone":"+254700000001","place":"Example Street",
// "note":{"en":"Ask for the desk."},"closed":["2026-12-25"],"verified":"2026-10-02",
// "verified_by":"Example Network"}]}
// Found by need and place; `who` and `cost` leave out what does not fit; `language` is the one that
// should be spoken, else that of the conversation; `after` is `service_seen` of the one shown last:
// all that were shown, so that none comes twice or never where one opens meanwhile. First what is
// open now, then what is nearest, then where the language is spoken. What was not verified for
// kFreshFor is flagged, for kShownFor hidden. Without a place the country of the phone is meant;
// `anywhere` "yes": only who helps everywhere. `services_placed`: whether it depends on the place
// who helps with that. Tests: tests/data/knowledge/services.json
#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/listing.h"
#include "flows/knowledge/open_hours.h"
#include "flows/knowledge/service_rows.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

struct Entry {
  ServiceRow row;
  OpenHours hours;
};

// 4: the area asked for, 3: its country, 2: everywhere, 1: somewhere in the country, which is all
// that is known of the person; 0: elsewhere.
int Nearness(const ServiceRow& row, const std::string& place) {
  if (row.areas.empty()) return 2;
  int best = 0;
  for (const std::string& area : row.areas) {
    if (area == place)
      best = std::max(best, place.size() > 2 ? 4 : 3);
    else if (!place.empty() && area == place.substr(0, 2))
      best = std::max(best, 3);
    else if (place.size() == 2 && area.substr(0, 2) == place)
      best = std::max(best, 1);
  }
  return best;
}

const char* NearName(int nearness) {
  return nearness == 4 ? "here" : nearness == 2 ? "everywhere" : "country";
}

bool Holds(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

struct Fitting {
  const Entry* entry;
  OpenNow now;
  int nearness;
  bool speaks;
};

class Services final : public Source {
 public:
  explicit Services(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  size_t size() const override { return entries_.size(); }

  Answers Find(const Query& query) const override {
    std::vector<Fitting> fitting = Fit(query);
    const auto worth = [](const Fitting& one) {
      return std::tuple(one.now.open, one.nearness, one.speaks, one.entry->row.cost == "free");
    };
    std::stable_sort(fitting.begin(), fitting.end(),
                     [&](const Fitting& a, const Fitting& b) { return worth(a) > worth(b); });
    Answers answers;
    answers.values.emplace_back("services_placed", Placed(query) ? "yes" : "no");
    const ShownIds seen(Asked(query, "after"));
    for (const Fitting& one : fitting) {
      if (answers.hits.size() == kMaxHits) break;
      if (seen.Has(one.entry->row.id)) continue;
      answers.hits.push_back(HitOf(one, query));
      answers.hits.back().values.emplace_back("service_seen", seen.With(one.entry->row.id));
    }
    return answers;
  }

 private:
  bool Placed(const Query& query) const {
    const std::string need = Asked(query, "need");
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return Holds(entry.row.needs, need) && !entry.row.areas.empty();
    });
  }

  std::vector<Fitting> Fit(const Query& query) const {
    const std::string need = Asked(query, "need"), who = Asked(query, "who");
    const std::string cost = Asked(query, "cost"), asked = Asked(query, "place");
    const std::string spoken = Asked(query, "language");
    const bool anywhere = asked.empty() && Asked(query, "anywhere") == "yes";
    const std::string place = anywhere ? "" : asked.empty() ? query.country : asked;
    std::vector<Fitting> fitting;
    for (const Entry& entry : entries_) {
      const ServiceRow& row = entry.row;
      if (!Holds(row.needs, need) || query.now - row.verified > kShownFor) continue;
      if (!who.empty() && !row.who.empty() && !Holds(row.who, who)) continue;
      if (!cost.empty() && row.cost != cost) continue;
      const int nearness = Nearness(row, place);
      if (nearness == 0) continue;
      fitting.push_back({&entry, OpenAt(entry.hours, query.now), nearness,
                         Holds(row.languages, spoken.empty() ? query.language : spoken)});
    }
    return fitting;
  }

  // A day that has not come is no day on which anybody verified anything.
  static bool IsFresh(Millis age) {
    return age <= kFreshFor && age >= -Millis(std::chrono::days(1));
  }

  static Hit HitOf(const Fitting& one, const Query& query) {
    const ServiceRow& row = one.entry->row;
    Hit hit{Label(row.name),
            {{"service_id", row.id},
             {"service_name", row.name},
             {"service_phone", row.phone},
             {"service_open", one.now.open ? "yes" : "no"},
             {"service_near", NearName(one.nearness)},
             {"service_speaks", one.speaks ? "yes" : "no"},
             {"service_checked", DateOf(row.verified)},
             {"service_fresh", IsFresh(query.now - row.verified) ? "yes" : "no"}}};
    const auto add = [&hit](const char* name, std::string value) {
      if (!value.empty()) hit.values.emplace_back(name, std::move(value));
    };
    add("service_hours", one.now.hours.empty() ? "-" : one.now.hours);
    add("service_cost", row.cost);
    const std::string note = InLanguage(row.note, query);
    add("service_note", row.place + (row.place.empty() || note.empty() ? "" : ". ") + note);
    return hit;
  }

  const std::vector<Entry> entries_;
};

Result<std::shared_ptr<const Source>> Read(const Json& document) {
  TRY_ASSIGN(std::vector<ServiceRow> rows, ReadServices(document));
  std::vector<Entry> entries;
  for (ServiceRow& row : rows) {
    TRY_ASSIGN(OpenHours hours, ReadOpenHours(row.hours));
    hours.zone = row.zone;
    for (const std::string& days : row.closed) {
      TRY_ASSIGN(ClosedDays closed, ReadClosedDays(days));
      hours.closed.push_back(std::move(closed));
    }
    entries.push_back({std::move(row), std::move(hours)});
  }
  return std::shared_ptr<const Source>(std::make_shared<Services>(std::move(entries)));
}

const RegisterSource kRegister({"services",
                                {"need", "place", "anywhere", "language", "who", "cost", "after"},
                                {"service_id", "service_seen", "service_name", "service_phone",
                                 "service_hours", "service_open", "service_near", "service_speaks",
                                 "service_cost", "service_note", "service_checked", "service_fresh",
                                 "services_placed"},
                                Read});

}  // namespace
}  // namespace tipline::flows
