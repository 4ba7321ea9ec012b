// Short texts that are the same for everybody who asks: rights by stage of a journey, how to get
// papers, other lines.
// {"source":"cards","as_of":"2026-11-01","cards":[{"id":"pay","topic":"rights",
// "stage":"work","place":"KE","origin":"NP","sector":"domestic","label":{"en":"Pay"},"text":
// {"en":"Your pay is yours."},"checked":"2026-10-02","review_by":"2027-03-01",
// "from":"ILO C095"}]}
// `place`: an ISO 3166 country or ISO 3166-2 area; none: everywhere. Of the cards of a topic (and
// stage) those for the place asked come first, then its country's, then those for everywhere;
// `card_match` says which. One for another origin or sector is not shown; where none is asked,
// those for all are. Without a place the country of the phone is meant; `anywhere` "yes": none is.
// `after`: `card_seen` of the card shown last: all that were shown. A card whose review is due is
// not shown (domain.md F33), nor one that was not checked for kShownFor (F53).
// Tests: tests/data/knowledge/cards.json
#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "flows/knowledge/card_rows.h"
#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/listing.h"

namespace tipline::flows {
namespace {

// How near to what was asked: 3 the place, 2 its country, 1 everywhere, 0 elsewhere.
int Nearness(const CardRow& card, const std::string& place, const std::string& country) {
  if (card.place.empty()) return 1;
  if (card.place == place) return 3;
  return card.place == (place.empty() ? country : place.substr(0, 2)) ? 2 : 0;
}

const char* MatchName(int nearness) {
  return nearness == 3 ? "here" : nearness == 2 ? "country" : "general";
}

bool IsFor(const std::string& whom, const std::string& asked) {
  return whom.empty() || whom == asked;
}

struct Fitting {
  int nearness, special;
  const CardRow* card;
};

class Cards final : public Source {
 public:
  explicit Cards(std::vector<CardRow> cards) : cards_(std::move(cards)) {}
  size_t size() const override { return cards_.size(); }

  Answers Find(const Query& query) const override {
    std::vector<Fitting> fitting = Fit(query);
    std::stable_sort(fitting.begin(), fitting.end(), [](const Fitting& a, const Fitting& b) {
      return std::tie(a.nearness, a.special) > std::tie(b.nearness, b.special);
    });
    Answers answers;
    const ShownIds seen(Asked(query, "after"));
    for (const Fitting& one : fitting) {
      if (answers.hits.size() == kMaxHits) break;
      const std::string text = InLanguage(one.card->text, query);
      if (text.empty() || seen.Has(one.card->id)) continue;
      answers.hits.push_back({InLanguage(one.card->label, query),
                              {{"card_id", one.card->id},
                               {"card_seen", seen.With(one.card->id)},
                               {"card_text", text},
                               {"card_match", MatchName(one.nearness)},
                               {"card_checked", DateOf(one.card->reviewed)}}});
    }
    return answers;
  }

 private:
  std::vector<Fitting> Fit(const Query& query) const {
    const std::string topic = Asked(query, "topic"), stage = Asked(query, "stage");
    const std::string place = Asked(query, "place"), sector = Asked(query, "sector");
    const std::string origin = Asked(query, "origin");
    const bool anywhere = place.empty() && Asked(query, "anywhere") == "yes";
    std::vector<Fitting> fitting;
    for (const CardRow& card : cards_) {
      if (card.topic != topic || (!stage.empty() && card.stage != stage)) continue;
      if (query.now >= ShownUntil(card)) continue;
      if (!IsFor(card.origin, origin) || !IsFor(card.sector, sector)) continue;
      const int special = (card.origin.empty() ? 0 : 1) + (card.sector.empty() ? 0 : 1);
      if (const int near = Nearness(card, place, anywhere ? "" : query.country))
        fitting.push_back({near, special, &card});
    }
    return fitting;
  }

  const std::vector<CardRow> cards_;
};

Result<std::shared_ptr<const Source>> ReadCards(const nlohmann::json& document) {
  TRY_ASSIGN(std::vector<CardRow> rows, ReadCardRows(document));
  return std::shared_ptr<const Source>(std::make_shared<Cards>(std::move(rows)));
}

const RegisterSource kRegister({"cards",
                                {"topic", "stage", "place", "anywhere", "origin", "sector",
                                 "after"},
                                {"card_id", "card_seen", "card_text", "card_match", "card_checked"},
                                ReadCards});

}  // namespace
}  // namespace tipline::flows
