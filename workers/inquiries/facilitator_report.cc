// {"kind":"inquire","inquiry":"facilitator_report","send":{"report":"report","unread":…,"words":…,
// "needs":…,"id":"field_id"}}: what a facilitator sent, put together with what was sent before.
// Gives field_kept (all of it), field_id, field_missing; nothing: this phone is no facilitator's. A
// facilitator gets back only what that facilitator sent. A sighting becomes a case at once, whole
// or not; a report that names somebody close to the facilitator does too, and is kept from the
// supervisor (domain.md F58). Tests: tests/workers/inquiries/facilitator_test.cc
#include <algorithm>

#include "flows/report/grammar.h"
#include "flows/report/own_names.h"
#include "flows/triage/assess.h"
#include "gateway/base/log.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/roles.h"
#include "workers/inquiries/own_case.h"
#include "workers/jobs/role_facts.h"

namespace tipline::workers {
namespace {

using flows::report::Report;
using store::FacilitatorReport;

constexpr Millis kOpenFor{int64_t{30} * 24 * 3'600'000};  // a partial one waits so long
constexpr Millis kSameDay{int64_t{24} * 3'600'000};       // for a field that is sent alone
constexpr Millis kAtHand{int64_t{3} * 3'600'000};         // the rest of one that was just begun
// So long after the last one the phone is still in the same hand.
constexpr Millis kInTalk{int64_t{1} * 3'600'000};
constexpr int kTries = 4;

struct Said {
  Report report;
  std::string unread, words, id;
  std::vector<flows::report::Type> types;

  explicit Said(const Inquiry& inquiry)
      : report(flows::report::ReadWritten(FieldOf(inquiry, "report").Reveal())),
        unread(FieldOf(inquiry, "unread").Reveal()),
        words(FieldOf(inquiry, "words").Reveal()),
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
  // How many of its fields the report has already, whatever they say there.
  size_t Known(const FacilitatorReport& kept) const {
    const Report before = flows::report::ReadWritten(kept.report);
    return static_cast<size_t>(
        std::count_if(report.fields.begin(), report.fields.end(),
                      [&](const auto& one) { return before.fields.contains(one.first); }));
  }
  bool Repeats(const FacilitatorReport& kept) const {
    return kept.kind == report.type && Known(kept) == report.fields.size() && !Changes(kept);
  }
  bool IsFromEcho(const FacilitatorReport& kept) const { return kept.id == id; }
};

// With a type it is another child, unless it answers what was just shown of that one, says again
// what was said, or only adds what was missing a moment ago.
bool GoesOn(const Said& said, const FacilitatorReport& one, TimePoint now) {
  if ((one.kind != said.report.type && !one.kind.empty()) || said.Changes(one)) return false;
  if (said.IsFromEcho(one)) return true;
  if (said.Repeats(one)) return one.changed_at > now - kSameDay;
  return !one.complete && said.Known(one) == 0 && one.changed_at > now - kAtHand;
}

// Which of the last reports the message belongs to; nullptr: it begins a new one. A field alone
// corrects the report that was shown, else completes the last one that lacks it, else corrects the
// last one of the day.
const FacilitatorReport* BelongsTo(const Said& said, const std::vector<FacilitatorReport>& last,
                                   TimePoint now) {
  const auto first = [&](const auto& fits) {
    const auto found = std::find_if(last.begin(), last.end(), fits);
    return found == last.end() ? nullptr : &*found;
  };
  if (const auto* shown =
          first([&](const auto& one) { return said.IsFromEcho(one) && GoesOn(said, one, now); }))
    return shown;
  if (!said.report.type.empty())
    return first([&](const FacilitatorReport& one) { return GoesOn(said, one, now); });
  if (const auto* shown = first([&](const auto& one) { return said.IsFromEcho(one); }))
    return shown;
  if (const auto* lacks = first([&](const FacilitatorReport& one) { return said.Completes(one); }))
    return lacks;
  return first([&](const FacilitatorReport& one) {
    return !one.complete || one.changed_at > now - kSameDay;
  });
}

// Whatever the message was for, its words may tell of danger. Words that nobody here can read are
// kept with the report: short notes often are.
bool IsUrgent(Lane& lane, const Tip& tip) {
  const Assessment found = flows::Assess(tip, lane.services().lexicon, lane.Now());
  return found.priority == Priority::kP0 ||
         (found.priority == Priority::kP1 && !found.indicators.empty());
}

Status MakeCase(Lane& lane, const Inquiry& inquiry, const Said& said, const FacilitatorReport& kept,
                const store::VerifiedRole& role) {
  const auto* type = said.TypeOf(kept.kind);
  const bool sighting = type != nullptr && type->makes_case;
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
  // As typed: what is told back is cut short, and a person must be able to read all of it.
  const std::string more = said.words.empty() ? said.unread : said.words;
  tip.text = Secret(kept.report + (more.empty() ? "" : "; " + more));
  tip.place = Secret(report.fields["p"]);
  tip.answers = {{"facilitator_report", kept.kind}};
  if (kept.rerouted) tip.answers["kept_from"] = KeptFrom(role);
  if (!sighting && !kept.rerouted && !IsUrgent(lane, tip)) return Unit{};
  return lane.Append(inquiry.pseudonym,
                     {"tips", tip.id, "tip", SealToCase(keys, EncodeTip(tip)), tip.channel});
}

struct Kept {
  FacilitatorReport report;
  bool in_talk = false;  // the report was just shown to whoever sent this
};

Result<Kept> KeepOnce(store::FacilitatorReports& records, const Inquiry& inquiry, const Said& said,
                      const store::VerifiedRole& role) {
  TRY_ASSIGN(const auto done, records.OfMessage(inquiry.id));
  if (done) return Kept{*done, said.IsFromEcho(*done)};
  TRY_ASSIGN(const auto last, records.Of(role.id, inquiry.asked_at - kOpenFor));
  Kept kept;
  FacilitatorReport& report = kept.report;
  report.id = inquiry.id;
  report.role_id = role.id;
  report.began_at = report.changed_at = inquiry.asked_at;
  if (const auto* known = BelongsTo(said, last, inquiry.asked_at)) report = *known;
  kept.in_talk = said.IsFromEcho(report) && inquiry.asked_at - report.changed_at <= kInTalk;
  store::FacilitatorMessage message{inquiry.id, inquiry.asked_at, !said.unread.empty(),
                                    Secret(said.words)};
  const Report whole =
      flows::report::Merge(flows::report::ReadWritten(report.report), said.report, &message.wrong);
  report.kind = whole.type;
  report.report = flows::report::Write(whole);
  report.complete = flows::report::Missing(said.types, whole).empty();
  std::string words = said.unread + "\n" + said.words;
  for (const auto& [letter, value] : whole.fields)
    words += "\n" + value;
  report.rerouted = report.rerouted || flows::report::NamesAny(words, role.own);
  report.changed_at = std::max(report.changed_at, inquiry.asked_at);
  TRY(records.Keep(report, message));
  return kept;
}

// Another message of this phone may be put into the same report at this moment.
Result<Kept> Keep(Lane& lane, const Inquiry& inquiry, const Said& said,
                  const store::VerifiedRole& role) {
  store::FacilitatorReports records(lane.services().database, lane.services().keys);
  for (int tries = 1;; ++tries) {
    auto kept = KeepOnce(records, inquiry, said, role);
    if (kept || kept.error().code != Code::kConflict || tries == kTries) return kept;
  }
}

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  store::VerifiedRoles roles(lane.services().database, lane.services().keys);
  const auto found = roles.OfPhone(inquiry.pseudonym);
  if (!found && found.error().code == Code::kUnavailable) return found.error();
  // The flow files the words as they came; whom they are kept from is decided there (role_facts).
  if (!found) {
    LogError("role_unreadable", found.error());
    return Values();
  }
  const auto& role = *found;
  if (!role || role->role != store::kFacilitator) return Values();
  const Said said(inquiry);
  if (said.report.empty()) return Values();
  TRY_ASSIGN(const Kept done, Keep(lane, inquiry, said, *role));
  const FacilitatorReport& kept = done.report;
  TRY(MakeCase(lane, inquiry, said, kept, *role));
  LogInfo("facilitator_report", {{"kind", kept.kind}, {"complete", kept.complete}});
  // Whoever holds the phone later learns nothing of what was sent before.
  Values values = {{"field_kept", done.in_talk ? kept.report : flows::report::Write(said.report)},
                   {"field_id", kept.id}};
  const std::string missing =
      flows::report::Missing(said.types, flows::report::ReadWritten(kept.report));
  if (!missing.empty()) values["field_missing"] = missing;
  return values;
}

const RegisterInquiry kRegister({"facilitator_report",
                                 {"report"},
                                 {"unread", "words", "needs", "id"},
                                 {"field_kept", "field_id", "field_missing"},
                                 Run});

}  // namespace
}  // namespace tipline::workers
