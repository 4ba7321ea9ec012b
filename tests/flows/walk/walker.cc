#include "tests/flows/walk/walker.h"

#include <algorithm>
#include <deque>

#include "flows/engine/conversation.h"
#include "tests/flows/walk/deeds.h"
#include "tests/flows/walk/standing.h"

namespace tipline::flows::testing {
namespace {

constexpr size_t kPlain = 3;  // of AnswersOf: nothing, nothing but the source's date, one thing

class Walker {
 public:
  Walker(const Bundle& bundle, const std::string& flow, const WalkChannel& channel)
      : data_(bundle.data()),
        flow_(flow),
        player_(bundle, flow, data_.source_language, channel),
        sms_(channel.medium == Medium::kSms),
        parts_(PartsOf(data_, flow)),
        asked_(AskedAbout(data_, parts_)),
        answers_(AnswersOf(data_, parts_, asked_)) {}

  WalkTree Run() {
    for (const std::string& role : RolesOf(data_, parts_, asked_))
      for (const bool new_phone : {false, true})
        for (const Found& seeds : SeedsOf(data_, parts_, asked_)) {
          Deed deed;
          deed.kind = Deed::Kind::kDial;
          deed.say = sms_ ? "hello" : "";
          deed.seeds = seeds;
          deed.role = role;
          deed.new_phone = new_phone;
          TryAll(-1, {}, deed);
        }
    while (!open_.empty() && tree_.whole) {
      const Open at = std::move(open_.front());
      open_.pop_front();
      Leave(at);
    }
    tree_.turns = player_.turns();
    tree_.states = seen_.size();
    Prune();
    return std::move(tree_);
  }

 private:
  struct Open {
    int node;
    Session session;
  };

  void Leave(const Open& at) {
    const Step* step = player_.StepOf(at.session);
    std::vector<std::string> all = TypedAt(at.session, step);
    const bool first = left_.insert(shows_[static_cast<size_t>(at.node)]).second;
    if (first) {
      const bool duress = asked_.count(var::kDuress) != 0 && !at.session.duress;
      for (std::string& typed : TypedAnywhere(data_, step, duress))
        all.push_back(std::move(typed));
    }
    for (std::string& typed : all) {
      Deed deed;
      deed.say = std::move(typed);
      TryAll(at.node, at.session, deed);
    }
    if (!at.session.inquiry.empty() && step != nullptr)
      for (const Found& found : OutcomesOf(step->gives, asked_)) {
        Deed deed;
        deed.kind = Deed::Kind::kFound;
        deed.findings = found;
        TryAll(at.node, at.session, deed);
      }
    if (sms_ || !first) return;
    Deed deed;  // dropped, and dialled again
    deed.kind = Deed::Kind::kDial;
    TryAll(at.node, at.session, deed);
  }

  // With everything that a look-up on the way could find: one source at a time, the others find
  // nothing.
  void TryAll(int parent, const Session& before, Deed deed) {
    if (parent >= 0) deed.role = tree_.nodes[static_cast<size_t>(parent)].deed.role;
    const std::set<std::string> asked = Try(parent, before, deed);
    for (const std::string& source : asked) {
      const auto answers = answers_.find(source);
      if (answers == answers_.end()) continue;
      // All of them once from each screen; what was said before makes no other answer.
      const std::string from = parent < 0 ? std::string() : shows_[static_cast<size_t>(parent)];
      const bool first = looked_.insert(from + "|" + deed.say + "|" + source).second;
      const size_t tried =
          first ? answers->second.size() : std::min(kPlain, answers->second.size());
      for (size_t i = 0; i < tried; ++i) {
        Deed knowing = deed;
        knowing.knows[source] = answers->second[i];
        Try(parent, before, knowing);
      }
    }
  }

  std::set<std::string> Try(int parent, const Session& before, const Deed& deed) {
    Played played = player_.Play(before, deed);
    tree_.passed.insert(played.passed.begin(), played.passed.end());
    std::string screen;
    for (const std::string& page : played.pages)
      screen += page + "\n";
    tree_.screens.insert(std::move(screen));
    WalkNode node;
    node.parent = parent;
    node.deed = deed;
    node.place = PlaceOf(played);
    if (parent >= 0) node.way = tree_.nodes[static_cast<size_t>(parent)].way;
    node.way += WayOf(deed);
    node.screens = ScreensOf(parent, played, node.seen);
    if (const Step* step = player_.StepOf(played.session);
        step != nullptr && node.place.find('.') != std::string::npos) {
      const auto known = tree_.first.emplace(node.place, node.screens).first;
      known->second = std::min(known->second, node.screens);
      tree_.passed.insert(step->name);
    }
    if (played.ends)
      for (const std::string& step : played.passed)
        ends_.emplace(step, node.screens + 1);
    const bool hidden = played.session.resuming || !played.session.detour.empty();
    for (std::string note : hidden ? std::vector<std::string>() : played.session.notes) {
      // It shows before the question.
      std::replace(note.begin(), note.end(), '/', '.');
      const auto known = tree_.first.emplace(note, node.screens).first;
      known->second = std::min(known->second, node.screens);
    }
    if (!seen_.insert(KeyOf(played)).second) return played.asked;
    tree_.whole = tree_.whole && seen_.size() < kMostStates;
    const bool quicker =
        parent >= 0 && node.screens == tree_.nodes[static_cast<size_t>(parent)].screens;
    tree_.nodes.push_back(std::move(node));
    shows_.push_back(ShownBy(played));
    if (played.ends || IsElsewhere(played.session)) return played.asked;
    const Open next{static_cast<int>(tree_.nodes.size()) - 1, std::move(played.session)};
    quicker ? open_.push_front(next) : open_.push_back(next);
    return played.asked;
  }

  // How many screens waited for an answer until this one; `seen` becomes the step that was last to
  // show, for the engine's own screens lie before it.
  int ScreensOf(int parent, const Played& played, std::string& seen) const {
    int screens = 0;
    if (parent >= 0) {
      const WalkNode& before = tree_.nodes[static_cast<size_t>(parent)];
      screens = before.screens;
      seen = before.seen;
    }
    const Session& session = played.session;
    if (played.ends || !session.detour.empty() || session.resuming) return screens;
    const std::string place = PlaceOf(played);
    if (place == seen) return screens;
    seen = place;
    return screens + (Counts(player_.StepOf(session)) ? 1 : 0);
  }

  // In another flow that is walked by itself, and does not come back.
  bool IsElsewhere(const Session& session) const {
    return !session.stack.empty() && parts_.count(session.stack.back().flow) == 0;
  }

  // Everything that can make a difference further on.
  std::string KeyOf(const Played& played) const {
    const Session& session = played.session;
    std::string key = ShownBy(played);
    for (const Frame& frame : session.stack)
      key += "|" + frame.flow + "." + frame.step;
    if (session.duress) key += "|d";
    if (!session.inquiry.empty()) key += "|i";
    for (const auto& [name, values] : asked_)
      for (const auto* known : {&session.answers, &session.found})
        if (const auto found = known->find(name); found != known->end())
          key += "|" + name + "=" + (values.count(found->second) != 0 ? found->second : "*");
    return key;
  }

  // Leaves the shortest ways to each screen, and what is on these ways.
  void Prune() {
    for (const auto& [step, screens] : ends_)
      tree_.first.emplace(step.find('.') == std::string::npos ? flow_ + "." + step : step, screens);
    std::vector<bool> needed(tree_.nodes.size());
    std::set<std::string> shown;
    for (size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (!shown.insert(shows_[i]).second) continue;
      for (int at = static_cast<int>(i); at >= 0 && !needed[static_cast<size_t>(at)];
           at = tree_.nodes[static_cast<size_t>(at)].parent)
        needed[static_cast<size_t>(at)] = true;
    }
    std::vector<int> moved(tree_.nodes.size(), -1);
    std::vector<WalkNode> kept;
    for (size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (!needed[i]) continue;
      WalkNode node = std::move(tree_.nodes[i]);
      if (node.parent >= 0) node.parent = moved[static_cast<size_t>(node.parent)];
      moved[i] = static_cast<int>(kept.size());
      kept.push_back(std::move(node));
    }
    tree_.nodes = std::move(kept);
  }

  const BundleData& data_;
  const std::string flow_;
  Player player_;
  const bool sms_;
  const std::set<std::string> parts_;
  const Asked asked_;
  const std::map<std::string, std::vector<Answers>> answers_;
  std::deque<Open> open_;
  std::set<std::string> seen_, left_, looked_;
  std::vector<std::string> shows_;   // by node
  std::map<std::string, int> ends_;  // steps that ended it: the fewest screens, with that one
  WalkTree tree_;
};

}  // namespace

WalkTree Walk(const Bundle& bundle, const std::string& flow, const WalkChannel& channel) {
  return Walker(bundle, flow, channel).Run();
}

void WalkAgain(
    const Bundle& bundle, const std::string& flow, const WalkTree& tree,
    const std::string& language, const WalkChannel& channel,
    const std::function<void(const WalkNode&, const Played&, const std::string& place)>& see) {
  Player player(bundle, flow, language, channel);
  std::vector<Session> sessions;
  sessions.reserve(tree.nodes.size());
  for (const WalkNode& node : tree.nodes) {
    const Session before = node.parent < 0 ? Session{} : sessions[static_cast<size_t>(node.parent)];
    Played played = player.Play(before, node.deed);
    see(node, played, PlaceOf(played));
    sessions.push_back(std::move(played.session));
  }
}

}  // namespace tipline::flows::testing
