// ReadDirectoryFile: the JSON form of a directory. Tests:
// tests/gateway/store/records/directory_test.cc
#include <functional>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/phone.h"
#include "gateway/base/files.h"
#include "gateway/store/records/directory.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

// One object of the file: each Take removes its key, what is left over at the end is unknown and
// refused.
class Fields {
 public:
  Fields(const Json& object, std::string place) : object_(object), place_(std::move(place)) {}

  template <typename T>
  void Take(const char* name, T& out, bool needed = false) {
    left_.insert(name);
    if (!fault_.empty()) return;
    const auto found = object_.find(name);
    if (found == object_.end()) {
      if (needed) fault_ = place_ + "/" + name + ": is missing";
      return;
    }
    try {
      out = found->get<T>();
    } catch (const Json::exception&) {
      fault_ = place_ + "/" + name + ": has the wrong type";
    }
  }
  const Json* TakeRaw(const char* name) {
    left_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  void Fault(const std::string& name, const std::string& what) {
    if (fault_.empty()) fault_ = place_ + "/" + name + ": " + what;
  }
  Status Done() const {
    if (!fault_.empty()) return Invalid("directory: " + fault_);
    for (const auto& item : object_.items()) {
      if (!left_.contains(item.key()))
        return Invalid("directory: " + place_ + "/" + item.key() + ": unknown key");
    }
    return Unit{};
  }

 private:
  const Json& object_;
  std::string place_;
  std::string fault_;
  std::set<std::string> left_;
};

Status ReadHours(const Json& json, const std::string& place, Hours& out) {
  if (!json.is_object()) return Invalid("directory: " + place + ": has the wrong type");
  Fields fields(json, place);
  fields.Take("from_minute", out.from_minute);
  fields.Take("to_minute", out.to_minute);
  fields.Take("utc_offset_minutes", out.utc_offset_minutes);
  fields.Take("weekdays", out.weekdays);
  constexpr int kDay = 24 * 60;
  if (out.from_minute < 0 || out.from_minute >= kDay)
    fields.Fault("from_minute", "allowed: 0 to 1439");
  if (out.to_minute < 0 || out.to_minute > kDay) fields.Fault("to_minute", "allowed: 0 to 1440");
  if (out.utc_offset_minutes < -kDay || out.utc_offset_minutes > kDay)
    fields.Fault("utc_offset_minutes", "allowed: -1440 to 1440");
  for (const int day : out.weekdays) {
    if (day < 1 || day > 7) fields.Fault("weekdays", "allowed: 1 (Monday) to 7");
  }
  return fields.Done();
}

Status ReadResponder(const Json& json, const std::string& place, const std::string& organisation,
                     const KeyRing& keys, Directory& out) {
  if (!json.is_object()) return Invalid("directory: " + place + ": has the wrong type");
  Responder responder;
  responder.organisation_id = organisation;
  Fields fields(json, place);
  std::string number;
  fields.Take("id", responder.id, true);
  fields.Take("organisation_id", responder.organisation_id, organisation.empty());
  fields.Take("name", responder.name, true);
  fields.Take("number", number, true);
  fields.Take("channel", responder.channel, true);
  fields.Take("language", responder.language);
  fields.Take("order", responder.order);
  fields.Take("on_call_always", responder.on_call_always);
  fields.Take("active", responder.active);
  if (const Json* hours = fields.TakeRaw("hours"))
    TRY(ReadHours(*hours, place + "/hours", responder.hours));
  if (!LooksLikeMsisdn(number)) fields.Fault("number", "allowed: E.164 with +");
  TRY(fields.Done());
  responder.pseudonym = Pseudonym(keys, number);
  responder.number = Secret(std::move(number));
  out.responders.push_back(std::move(responder));
  return Unit{};
}

Status ReadList(const Json& root, const char* name, const std::string& place,
                const std::function<Status(const Json&, const std::string&)>& each) {
  const auto found = root.find(name);
  if (found == root.end()) return Unit{};
  if (!found->is_array())
    return Invalid("directory: " + place + "/" + name + ": has the wrong type");
  size_t at = 0;
  for (const Json& item : *found)
    TRY(each(item, place + "/" + name + "/" + std::to_string(at++)));
  return Unit{};
}

Status ReadOrganisation(const Json& json, const std::string& place, const KeyRing& keys,
                        Directory& out) {
  if (!json.is_object()) return Invalid("directory: " + place + ": has the wrong type");
  Organisation o;
  Fields fields(json, place);
  fields.Take("id", o.id, true);
  fields.Take("name", o.name, true);
  fields.Take("type", o.type);
  fields.Take("services", o.services);
  fields.Take("areas", o.areas);
  fields.Take("languages", o.languages);
  fields.Take("names", o.names);
  fields.Take("sectors", o.sectors);
  fields.Take("serves_children", o.serves_children);
  fields.Take("active", o.active);
  fields.Take("verified", o.verified);
  fields.Take("agreement_until", o.agreement_until);
  fields.TakeRaw("responders");
  TRY(fields.Done());
  TRY(ReadList(json, "responders", place, [&](const Json& item, const std::string& at) {
    return ReadResponder(item, at, o.id, keys, out);
  }));
  out.organisations.push_back(std::move(o));
  return Unit{};
}

Status CheckIds(const Directory& directory) {
  std::set<std::string> organisations;
  std::set<std::string> responders;
  for (const Organisation& o : directory.organisations) {
    if (o.id.empty() || !organisations.insert(o.id).second)
      return Invalid("directory: an organisation's id is empty or used twice");
  }
  for (const Responder& r : directory.responders) {
    if (r.id.empty() || !responders.insert(r.id).second)
      return Invalid("directory: a responder's id is empty or used twice");
    if (!organisations.contains(r.organisation_id))
      return Invalid("directory: responder " + r.id + " belongs to no organisation of the file");
  }
  return Unit{};
}

}  // namespace

Result<Directory> ReadDirectoryFile(const std::string& path, const KeyRing& keys) {
  if (!keys.pseudonym) return Denied("the pseudonym key is needed for this");
  JsonLimits limits;
  limits.bytes = size_t{16} << 20;
  TRY_ASSIGN(const std::string text, ReadFile(path, limits.bytes));
  limits.nodes = 2'000'000;
  limits.comments = true;
  TRY_ASSIGN(const Json root, ParseJson(text, limits));
  if (!root.is_object()) return Invalid("directory: allowed: an object with \"organisations\"");
  Directory out;
  Fields fields(root, "");
  fields.TakeRaw("organisations");
  fields.TakeRaw("responders");
  fields.TakeRaw("$schema");
  TRY(fields.Done());
  TRY(ReadList(root, "organisations", "", [&](const Json& item, const std::string& at) {
    return ReadOrganisation(item, at, keys, out);
  }));
  TRY(ReadList(root, "responders", "", [&](const Json& item, const std::string& at) {
    return ReadResponder(item, at, "", keys, out);
  }));
  TRY(CheckIds(out));
  return out;
}

}  // namespace tipline::store
