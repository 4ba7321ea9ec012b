// What workers answer about their workplace, as counts by month: no row is anybody's. And what a
// company was told of, and when it answered. Thread-safe. Tests:
// tests/gateway/store/records/voice_test.cc
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flows/voice/figures.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct Voice {
  // Keyed hash of phone, workplace, month and survey: kept until the month is over, so that each
  // counts once, and an entry that comes again too.
  std::string heard;
  std::string site, survey;
  TimePoint at{};
  std::map<std::string, std::string> answers;  // question -> coded answer
};

struct Told {
  std::string case_id, site;
  TimePoint told_at{};
  std::optional<TimePoint> answered_at;
};

class VoiceRecords {
 public:
  explicit VoiceRecords(Database& database) : db_(database) {}

  // False: not counted. Who answered this month did so before, there is no such workplace, or the
  // month is over and its figures may have been shown.
  Result<bool> Count(const Voice& voice, TimePoint now);
  // The hashes of months that are over.
  Status Forget(TimePoint now);
  // As counted, of these months; `site` empty: of all. Never to be shown as it is:
  // flows/voice/figures.h.
  Result<std::vector<flows::voice::Count>> Counts(const std::string& site,
                                                  const flows::voice::Span& span);

  // kConflict: the company was told of that case before. kDenied: its worker took contact back, it
  // is not safe, or no independent responder has accepted it yet.
  Status Tell(const Told& told, const std::string& actor);
  // kNotFound: it was not told; kConflict: it answered before.
  Status Answered(const std::string& case_id, const std::string& actor, TimePoint now);
  // Told from then on and before; `site` empty: of all. The oldest first.
  Result<std::vector<Told>> ToldOf(const std::string& site, TimePoint from, TimePoint before);

 private:
  Database& db_;
};

}  // namespace tipline::store
