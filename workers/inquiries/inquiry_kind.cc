#include "workers/inquiries/inquiry_kind.h"

#include <utility>

namespace tipline::workers {
namespace {

std::map<std::string, InquiryKind>& Registry() {
  static std::map<std::string, InquiryKind> kinds;
  return kinds;
}

}  // namespace

RegisterInquiry::RegisterInquiry(InquiryKind kind) {
  std::string name = kind.name;
  Registry().emplace(std::move(name), std::move(kind));
}

const InquiryKind* FindInquiryKind(const std::string& name) {
  const auto found = Registry().find(name);
  return found == Registry().end() ? nullptr : &found->second;
}

std::vector<const InquiryKind*> InquiryKinds() {
  std::vector<const InquiryKind*> kinds;
  for (const auto& [name, kind] : Registry())
    kinds.push_back(&kind);
  return kinds;
}

Secret<std::string> FieldOf(const Inquiry& inquiry, const std::string& name) {
  const auto found = inquiry.fields.find(name);
  return found == inquiry.fields.end() ? Secret<std::string>() : found->second;
}

}  // namespace tipline::workers
