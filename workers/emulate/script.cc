#include "workers/emulate/script.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "workers/emulate/members_json.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

constexpr size_t kMaxScriptBytes = size_t{1} << 20U;
constexpr int kMaxTimes = 100;

struct NamedCourse {
  const char* name;
  Course (*make)(Millis pace);
};
constexpr DeliveryState kSent = DeliveryState::kSent;
constexpr DeliveryState kDelivered = DeliveryState::kDelivered;

Course Ending(DeliveryState state, Millis pace) {
  return {{kSent, pace, 1}, {state, 2 * pace, 1}};
}

const NamedCourse kNamed[] = {
    {"delivered", [](Millis pace) { return Ending(kDelivered, pace); }},
    {"failed", [](Millis pace) { return Ending(DeliveryState::kFailed, pace); }},
    {"rejected", [](Millis pace) { return Ending(DeliveryState::kRejected, pace); }},
    {"expired", [](Millis pace) { return Ending(DeliveryState::kExpired, pace); }},
    {"none", [](Millis) { return Course(); }},
    {"late",
     [](Millis pace) {
       return Course{
           {kSent, pace, 1}, {DeliveryState::kFailed, 2 * pace, 1}, {kDelivered, 4 * pace, 1}};
     }},
    {"twice",
     [](Millis pace) {
       return Course{{kSent, pace, 2}, {kDelivered, 2 * pace, 2}};
     }},
    {"reordered", [](Millis pace) {
       return Course{{kDelivered, pace, 1}, {kSent, 2 * pace, 1}};
     }}};

Result<ReportStep> ReadStep(const json& object, const std::string& where) {
  ReportStep step;
  Members members(object, where);
  std::string state = "delivered";
  int after = 0;
  members.Read("state", state);
  members.Read("after_ms", after);
  members.Read("times", step.times);
  const auto known = DeliveryStateFromName(state);
  if (!known) members.Mistake("state", "queued, sent, delivered, failed, rejected, expired");
  if (after < 0) members.Mistake("after_ms", "0 or more");
  if (step.times < 1 || step.times > kMaxTimes) members.Mistake("times", "1 to 100");
  TRY(members.Done());
  step.state = *known;
  step.after = Millis(after);
  return step;
}

Result<Course> ReadCourse(const json& value, const std::string& where, Millis pace) {
  if (value.is_string()) return CourseOf(value.get<std::string>(), pace);
  if (!value.is_array()) return Invalid(where + ": allowed: a list, or one of: " + kCourses);
  Course course;
  for (size_t i = 0; i < value.size(); ++i) {
    TRY_ASSIGN(const ReportStep step, ReadStep(value[i], where + "/" + std::to_string(i)));
    course.push_back(step);
  }
  return course;
}

Result<Rule> ReadRule(const json& object, const std::string& where, Millis pace) {
  Rule rule;
  Members members(object, where);
  int delay = 0;
  members.Read("channel", rule.channel);
  members.Read("to", rule.to);
  members.Read("times", rule.times);
  members.Read("every", rule.every);
  members.Read("answer", rule.answer);
  members.Read("delay_ms", delay);
  if (rule.every < 1) members.Mistake("every", "1 or more");
  if (delay < 0) members.Mistake("delay_ms", "0 or more");
  rule.delay = Millis(delay);
  if (const json* reports = members.Take("reports")) {
    TRY_ASSIGN(rule.reports, ReadCourse(*reports, members.Where("reports"), pace));
  }
  TRY(members.Done());
  return rule;
}

}  // namespace

Result<Course> CourseOf(const std::string& name, Millis pace) {
  for (const NamedCourse& known : kNamed)
    if (name == known.name) return known.make(pace);
  return Invalid(std::string("reports: allowed: ") + kCourses);
}

Result<std::vector<Rule>> Script::ReadRules(const std::string& file, Millis pace) {
  TRY_ASSIGN(const std::string text, ReadFile(file, kMaxScriptBytes));
  JsonLimits limits;
  limits.bytes = kMaxScriptBytes;
  limits.comments = true;
  const Result<json> value = ParseJson(text, limits);
  if (!value) return Invalid(file + ": " + value.error().message);
  Members members(*value, file + ": ");
  const json* list = members.Take("rules");
  if (list == nullptr || !list->is_array()) members.Mistake("rules", "a list");
  TRY(members.Done());
  std::vector<Rule> rules;
  for (size_t i = 0; i < list->size(); ++i) {
    TRY_ASSIGN(Rule rule, ReadRule((*list)[i], file + ": /rules/" + std::to_string(i), pace));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Script::Script(std::vector<Rule> rules, Course reports, double share, std::string failure,
               uint64_t seed)
    : rules_(std::move(rules)),
      reports_(std::move(reports)),
      share_(share),
      failure_(std::move(failure)),
      chance_(seed) {}

Rule* Script::Fitting(const std::string& channel, const std::string& to) {
  for (Rule& rule : rules_) {
    if (!rule.channel.empty() && rule.channel != channel) continue;
    if (!rule.to.empty() && rule.to != to) continue;
    if (rule.times >= 0 && rule.taken >= rule.times) continue;
    if (++rule.fitted % rule.every != 0) continue;
    ++rule.taken;
    return &rule;
  }
  return nullptr;
}

Fate Script::Next(const std::string& channel, const std::string& to,
                  const std::vector<std::string>& failures) {
  Fate fate;
  fate.reports = reports_;
  if (const Rule* rule = Fitting(channel, to)) {
    fate.silent = rule->answer == "none";
    if (!fate.silent && rule->answer != "accepted") fate.failure = rule->answer;
    fate.delay = rule->delay;
    if (rule->reports) fate.reports = *rule->reports;
    return fate;
  }
  if (!chance_.Happens(share_)) return fate;
  fate.failure = !failure_.empty()  ? failure_
                 : failures.empty() ? "http_500"
                                    : failures[chance_.Below(failures.size())];
  return fate;
}

}  // namespace tipline::emulate
