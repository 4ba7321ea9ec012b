#include "flows/routing/conflict.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "flows/triage/phrase.h"

namespace tipline::flows {
namespace {

using triage::Phrase;
using triage::SplitWords;
using triage::Word;

// Words that stand for a whole sector, in the five languages and as they are typed without their
// script. A police unit is not asked about a tip that names the police: the same chain of command.
struct Sector {
  std::string_view name;
  std::vector<const char*> phrases;
};
const std::array<Sector, 9>& Sectors() {
  static const std::array<Sector, 9> kSectors = {{
      {"police", {"police*",  "polic*",        "cop|cops",   "sheriff*", "ocs|dci|ocpd",
                  "gendarm*", "commissariat*", "flic|flics", "polisi*",  "askari* wa polisi",
                  "afande*",  "karao|makarao", "شرطه*",      "الشرطه",   "بوليس*",
                  "مخفر*",    "shorta",        "bolis",      "पुलिस*",    "थाना|थाने",
                  "दरोगा*",   "thana",         "daroga"}},
      {"immigration",
       {"immigration*", "border officer*", "border guard*", "customs officer*", "douan*",
        "police aux frontieres", "uhamiaji*", "forodha*", "جوازات*", "هجره|الهجره", "جمارك*",
        "आव्रजन*", "इमिग्रेशन*", "कस्टम*", "इमीग्रेशन*"}},
      {"embassy",
       {"embassy|embassies", "consul*", "ambassad*", "ubalozi*", "balozi|mabalozi", "سفاره*",
        "سفير*", "قنصل*", "दूतावास*", "राजदूत*", "dutavas"}},
      {"labour_inspectorate",
       {"labour officer*", "labor officer*", "labour inspector*", "labor inspector*",
        "inspect* du travail", "afisa wa kazi", "maafisa wa kazi", "مفتش* العمل", "وزاره العمل",
        "श्रम अधिकारी*", "लेबर इंस्पेक्टर*"}},
      {"military",
       {"army", "soldier*", "military", "militar*", "armee", "soldat*", "jeshi*",
        "mwanajeshi|wanajeshi", "جيش*", "جنود|جندي", "عسكري*", "सेना", "फौज*", "सैनिक*", "fauji"}},
      {"court",
       {"judge|judges", "magistrate*", "court clerk*", "juge|juges", "tribunal*", "hakimu|mahakimu",
        "jaji|majaji", "قاضي*", "محكمه*", "जज", "अदालत*", "न्यायाधीश*"}},
      {"local_chief",
       {"chief|chiefs", "village elder*", "headman", "chef du village", "chef de quartier", "maire",
        "chifu|machifu", "mzee wa kijiji", "nyumba kumi", "شيخ القريه", "مختار", "عمده", "सरपंच*",
        "प्रधान*", "मुखिया*", "sarpanch"}},
      {"church",
       {"pastor*", "priest*", "bishop*", "imam*", "pretre*", "pasteur*", "eveque*", "mchungaji",
        "padri", "kasisi", "askofu", "sheikh*", "قسيس", "امام", "पुजारी*", "पादरी*", "मौलवी*"}},
      {"ngo",
       {"ngo|ngos", "charity|charities", "shelter staff", "shelter manager*", "aid worker*", "ong",
        "shirika|mashirika", "منظمه*", "جمعيه*", "एनजीओ*", "संस्था*"}},
  }};
  return kSectors;
}

struct ReadSector {
  std::string_view name;
  std::vector<Phrase> phrases;
};

const std::vector<ReadSector>& ReadSectors() {
  static const std::vector<ReadSector> kRead = [] {
    std::vector<ReadSector> read;
    for (const Sector& sector : Sectors()) {
      ReadSector& one = read.emplace_back();
      one.name = sector.name;
      for (const char* phrase : sector.phrases)
        if (auto parsed = Phrase::Read(phrase)) one.phrases.push_back(*std::move(parsed));
    }
    return read;
  }();
  return kRead;
}

// A name as people write it: with or without the words that every organisation has.
bool NamesOrganisation(const std::vector<Word>& words, const std::string& name) {
  std::string phrase;
  for (const Word& word : SplitWords(name))
    phrase += (phrase.empty() ? "" : " ") + word.form;
  const auto read = Phrase::Read(phrase);
  return read && read->Find(words).has_value();
}

bool SectorNamed(const std::vector<Word>& words, const std::string& sector) {
  for (const ReadSector& known : ReadSectors())
    if (known.name == sector)
      return std::any_of(known.phrases.begin(), known.phrases.end(),
                         [&](const Phrase& one) { return one.Find(words).has_value(); });
  return NamesOrganisation(words, sector);  // a sector of the directory's own
}

}  // namespace

std::string ConflictOf(const CaseFacts& facts, const std::vector<Word>& words,
                       const Organisation& organisation, const Responder& responder) {
  if (!facts.pseudonym.empty() && responder.pseudonym == facts.pseudonym)
    return "the tip came from this responder's phone";
  if (!facts.kept_from.empty() && organisation.id == facts.kept_from)
    return "supervises the facilitator, who is close to somebody in it";
  if (facts.kept_from == kKeptFromAll)
    return "names somebody close to a facilitator, of whom nobody knows who supervises them";
  if (NamesOrganisation(words, organisation.name)) return "the tip names the organisation";
  for (const std::string& name : organisation.names)
    if (NamesOrganisation(words, name)) return "the tip names the organisation";
  if (NamesOrganisation(words, responder.name)) return "the tip may name the responder";
  for (const std::string& sector : organisation.sectors)
    if (SectorNamed(words, sector)) return "the tip names the sector " + sector;
  return {};
}

}  // namespace tipline::flows
