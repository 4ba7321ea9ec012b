// {"kind":"inquire","inquiry":"facilitator_report","send":{"report":"report","unread":…,"needs":…,
// "id":"field_id"}}: what a facilitator sent, put together with what was sent before. Gives
// field_kept (all of it), field_id, field_missing; nothing: this phone is no facilitator's. A
// facilitator gets back only what that facilitator sent. A sighting becomes a case at once, whole
// or not; a report that names somebody close to the facilitator does too, and is kept from the
// supervisor (domain.md F58). Tests: tests/workers/inquiries/facilitator_test.cc
#include <algorithm>

#include "flows/report/grammar.h"
#include "flows/report/own_names.h"
#include "gateway/base/log.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/roles.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

using flows::report::Report;
using store::FacilitatorReport;

constexpr Millis kOpenFor{int64_t{30} * 24 * 3'600'000};  // a partial one waits so long
constexpr Millis kSameDay{int64_t{24} * 3'600'000};       // for a field that is sent alone

struct Said {
  Report report;
  std::string unread, id;
  std::vector<flows::report::Type> types;

  explicit Said(const Inquiry& inquiry)
      : report(flows::report::ReadWritten(FieldOf(inquiry, "report").Reveal())),
        unread(FieldOf(inquiry, "unread").Reveal()),
        id(FieldOf(inquiry, "id").Reveal()),
        types(flows::report::ReadNeeds(FieldOf(inquiry, "needs").Reveal())) {}

  const flows::report::Type* TypeOf(const std::string& kind) const {
    return flows::report::FindType(types, kind);
  }
  bool Completes(const FacilitatorReport& kept) const {
    const Report before = flows::report::ReadWritten(kept.report);
    const flows::report::Type* type = TypeOf(kept.kind);
    return !kept.complete &&
           std::any_of(report.fields.begin(), report.fields.end(), [&](auto& one) {
             const bool needed =
                 type == nullptr ||
                 std::find(type->needs.begin(), type->needs.end(), one.first) != type->needs.end();
             return needed && !before.fields.contains(one.first);
           });
  }
  bool Changes(const FacilitatorReport& kept) const {
    bool changes = false;
    flows::report::Merge(flows::report::ReadWritten(kept.report), report, &changes);
    return changes;
  }
};

// Which of the last reports the message belongs to; nullptr: it begins a new one. With a type it
// goes on with one of that type which it does not contradict; a field alone completes the last
// report that lacks it, else corrects the last one of the day.
const FacilitatorReport* BelongsTo(const Said& said, const std::vector<FacilitatorReport>& last,
                                   TimePoint now) {
  const auto first = [&](const auto& fits) {
    const auto found = std::find_if(last.begin(), last.end(), fits);
    return found == last.end() ? nullptr : &*found;
  };
  if (!said.report.type.empty()) {
    const auto* same = first([&](const FacilitatorReport& one) {
      return one.kind == said.report.type && !said.Changes(one) &&
             (!one.complete || one.changed_at > now - kSameDay);
    });
    return same != nullptr ? same
                           : first([](const FacilitatorReport& one) { return one.kind.empty(); });
  }
  if (const auto* shown = first([&](const FacilitatorReport& one) { return one.id == said.id; }))
    return shown;
  if (const auto* lacks = first([&](const FacilitatorReport& one) { return said.Completes(one); }))
    return lacks;
  return first([&](const FacilitatorReport& one) {
    return !one.complete || one.changed_at > now - kSameDay;
  });
}

Status MakeCase(Lane& lane, const Inquiry& inquiry, const Said& said, const FacilitatorReport& kept,
                const store::VerifiedRole& role) {
  const auto* type = said.TypeOf(kept.kind);
  const bool sighting = type != nullptr && type->makes_case;
  if (!sighting && !kept.rerouted) return Unit{};
  const KeyRing& keys = lane.services().keys;
  Report report = flows::report::ReadWritten(kept.report);
  Tip tip;
  tip.id = SiblingOf(keys, "facilitator", inquiry.id);
  tip.conversation = kept.id;
  tip.channel = inquiry.channel;
  tip.medium = inquiry.medium;
  tip.service_code = inquiry.service_code;
  tip.received_at = inquiry.asked_at;
  tip.language = inquiry.language;
  tip.about = "saw";
  tip.consent = Consent::kConfidential;
  tip.child = sighting;
  tip.duress = inquiry.duress;
  tip.pseudonym = inquiry.pseudonym;
  tip.text = Secret(kept.report + (said.unread.empty() ? "" : "; " + said.unread));
  tip.place = Secret(report.fields["p"]);
  tip.answers = {{"facilitator_report", kept.kind}};
  if (kept.rerouted && !role.supervisor.empty()) tip.answers["kept_from"] = role.supervisor;
  return lane.Append(inquiry.pseudonym,
                     {"tips", tip.id, "tip", SealToCase(keys, EncodeTip(tip)), tip.channel});
}

Result<FacilitatorReport> Keep(Lane& lane, const Inquiry& inquiry, const Said& said,
                               const store::VerifiedRole& role) {
  store::FacilitatorReports records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto done, records.OfMessage(inquiry.id));
  if (done) return *done;
  TRY_ASSIGN(const auto last, records.Of(role.id, inquiry.asked_at - kOpenFor));
  FacilitatorReport kept{inquiry.id, role.id, "", "", false, false, inquiry.asked_at, {}};
  if (const auto* known = BelongsTo(said, last, inquiry.asked_at)) kept = *known;
  store::FacilitatorMessage message{inquiry.id, inquiry.asked_at, !said.unread.empty()};
  const Report whole =
      flows::report::Merge(flows::report::ReadWritten(kept.report), said.report, &message.wrong);
  kept.kind = whole.type;
  kept.report = flows::report::Write(whole);
  kept.complete = flows::report::Missing(said.types, whole).empty();
  std::string words = said.unread;
  for (const auto& [letter, value] : whole.fields)
    words += "\n" + value;
  kept.rerouted = kept.rerouted || flows::report::NamesAny(words, role.own);
  kept.changed_at = inquiry.asked_at;
  TRY(records.Keep(kept, message));
  return kept;
}

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  store::VerifiedRoles roles(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto role, roles.OfPhone(inquiry.pseudonym));
  if (!role || role->role != store::kFacilitator) return Values();
  const Said said(inquiry);
  if (said.report.empty()) return Values();
  TRY_ASSIGN(const FacilitatorReport kept, Keep(lane, inquiry, said, *role));
  TRY(MakeCase(lane, inquiry, said, kept, *role));
  LogInfo("facilitator_report", {{"kind", kept.kind}, {"complete", kept.complete}});
  Values values = {{"field_kept", kept.report}, {"field_id", kept.id}};
  const std::string missing =
      flows::report::Missing(said.types, flows::report::ReadWritten(kept.report));
  if (!missing.empty()) values["field_missing"] = missing;
  return values;
}

const RegisterInquiry kRegister({"facilitator_report",
                                 {"report"},
                                 {"unread", "needs", "id"},
                                 {"field_kept", "field_id", "field_missing"},
                                 Run});

}  // namespace
}  // namespace tipline::workers
