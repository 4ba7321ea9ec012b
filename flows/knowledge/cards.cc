// Short texts that are the same for everybody who asks: rights by stage of a journey, how to get
// papers, other lines.
// {"source":"cards","as_of":"2026-11-01","cards":[{"id":"pay","topic":"rights",
// "stage":"work","place":"KE","label":{"en":"Pay"},"text":{"en":"Your pay is yours."},
// "checked":"2026-10-02"}]}
// `place`: an ISO 3166 country or ISO 3166-2 area; none: everywhere. Of the cards of a topic (and
// stage) those for the place asked come first, then its country's, then those for everywhere; a
// card that was not checked for kShownFor is not shown (domain.md F53).
#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

struct Card {
  std::string id, topic, stage, place;
  Texts label, text;
  TimePoint checked{};
};

// How near to what was asked: 3 the place, 2 its country, 1 everywhere, 0 elsewhere.
int Nearness(const Card& card, const std::string& place, const std::string& country) {
  if (card.place.empty()) return 1;
  if (card.place == place) return 3;
  return card.place == (place.empty() ? country : place.substr(0, 2)) ? 2 : 0;
}

class Cards final : public Source {
 public:
  explicit Cards(std::vector<Card> cards) : cards_(std::move(cards)) {}
  size_t size() const override { return cards_.size(); }

  Answers Find(const Query& query) const override {
    const std::string topic = Asked(query, "topic");
    const std::string stage = Asked(query, "stage");
    const std::string place = Asked(query, "place");
    std::vector<std::pair<int, const Card*>> fitting;
    for (const Card& card : cards_) {
      if (card.topic != topic || (!stage.empty() && card.stage != stage)) continue;
      if (query.now - card.checked > kShownFor) continue;
      if (const int near = Nearness(card, place, query.country)) fitting.emplace_back(near, &card);
    }
    std::stable_sort(fitting.begin(), fitting.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    Answers answers;
    for (const auto& [near, card] : fitting) {
      if (answers.hits.size() == kMaxHits) break;
      const std::string text = InLanguage(card->text, query);
      if (text.empty()) continue;
      answers.hits.push_back(
          {InLanguage(card->label, query),
           {{"card_id", card->id}, {"card_text", text}, {"card_checked", DateOf(card->checked)}}});
    }
    return answers;
  }

 private:
  const std::vector<Card> cards_;
};

Result<std::shared_ptr<const Source>> ReadCards(const Json& document) {
  std::vector<Card> cards;
  const Status read = ForEachRow(document, "cards", [&](RowReader& row) {
    Card card;
    card.id = row.Name("id");
    card.topic = row.Name("topic");
    card.stage = row.Text("stage");
    card.place = row.Place("place");
    card.label = row.TextsOf("label");
    card.text = row.TextsOf("text");
    card.checked = row.Date("checked");
    cards.push_back(std::move(card));
  });
  if (!read) return read.error();
  return std::shared_ptr<const Source>(std::make_shared<Cards>(std::move(cards)));
}

const RegisterSource kRegister(
    {"cards", {"topic", "stage", "place"}, {"card_id", "card_text", "card_checked"}, ReadCards});

}  // namespace
}  // namespace tipline::flows
