// One kind of inquiry = one file in workers/inquiries with a RegisterInquiry at its end, named as
// in flow documents ({"kind":"inquire","inquiry":"case_open"}); workers/jobs/inquiry.cc walks the
// registry. What a kind does must bear being done again: it is idempotent by Inquiry::id. Kinds
// keep no state: one object serves all lanes at once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/model/inquiry.h"

namespace tipline::workers {

class Lane;

using Values = std::map<std::string, std::string>;

struct InquiryKind {
  std::string name;
  std::vector<std::string> needs;  // fields without which it makes no sense
  std::vector<std::string> may;    // further fields that it reads
  std::vector<std::string> gives;  // what it may find, for texts and branches; empty: it only does
  // kInvalid: nobody can make sense of it (it is buried); any other error: it is tried again.
  std::function<Result<Values>(Lane& lane, const Inquiry& inquiry)> run;
};

// Filled before main() runs, read-only after.
const InquiryKind* FindInquiryKind(const std::string& name);  // nullptr: there is none
std::vector<const InquiryKind*> InquiryKinds();               // sorted by name

struct RegisterInquiry {
  explicit RegisterInquiry(InquiryKind kind);
};

// What the flow sent; empty: it did not.
Secret<std::string> FieldOf(const Inquiry& inquiry, const std::string& name);

}  // namespace tipline::workers
