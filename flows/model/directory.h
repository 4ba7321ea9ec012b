// Organisations and responders: who may receive a referral. Loaded from a directory file
// (config/directory) into SQL.
#pragma once

#include <string>
#include <vector>

#include "flows/base/secret.h"

namespace tipline {

struct Hours {
  int from_minute = 0;      // minutes after local midnight
  int to_minute = 24 * 60;  // exclusive; smaller than from_minute: over midnight
  int utc_offset_minutes = 0;
  std::vector<int> weekdays;  // 1 = Monday .. 7; empty: every day
};

struct Organisation {
  std::string id;
  std::string name;
  std::string type;                    // HTCDS org_Type or domain.md F03
  std::vector<std::string> services;   // domain.md §5.4
  std::vector<std::string> areas;      // place names or codes; empty: everywhere
  std::vector<std::string> languages;  // empty: any
  std::vector<std::string>
      names;  // other names people use for it: conflict of interest is found by these
  std::vector<std::string>
      sectors;  // "police", "immigration", "employer", ...: the chain of command named in a tip
  bool serves_children = false;
  bool active = true;
  bool verified = true;
  std::string agreement_until;  // RFC 3339 date, empty: no agreement -> no referral
};

struct Responder {
  std::string id;
  std::string organisation_id;
  std::string name;            // for staff
  Secret<std::string> number;  // E.164
  std::string pseudonym;
  std::string channel;  // channel id that alerts go out on
  std::string language;
  Hours hours;
  int order = 0;                // smaller is asked first
  bool on_call_always = false;  // P0/P1 at any hour
  bool active = true;
};

struct Directory {
  std::vector<Organisation> organisations;
  std::vector<Responder> responders;
};

}  // namespace tipline
