#include "workers/jobs/wording.h"

#include <algorithm>
#include <array>

namespace tipline::workers {
namespace {

struct Texts {
  std::string_view language;
  std::array<std::string_view, 6> texts;  // in the order of Wording; '#' stands for the reference
};

constexpr std::array kTexts = {
    Texts{"en",
          {"Ref #. Reply A # to take it, N # to pass.", "Ref # is yours. Thank you.",
           "Ref # passed on. Thank you.", "Ref # is no longer open. Thank you.",
           "Thank you. Nothing to do.", "Ref #: please do not write or call any more."}},
    Texts{"sw",
          {"Kumb #. Jibu A # kuchukua, N # kupitisha.", "Kumb # ni yako. Asante.",
           "Kumb # imepitishwa. Asante.", "Kumb # haiko wazi tena. Asante.",
           "Asante. Hakuna la kufanya.", "Kumb #: tafadhali usiandike wala usipige simu tena."}},
    Texts{"fr",
          {"Ref #. Répondez A # pour le prendre, N # pour passer.", "Ref # est à vous. Merci.",
           "Ref # transmis. Merci.", "Ref # n'est plus ouvert. Merci.", "Merci. Rien à faire.",
           "Ref # : merci de ne plus écrire ni appeler."}},
    Texts{"ar",
          {"رقم #. للقبول أرسل A # وللتمرير أرسل N #.", "الرقم # لك. شكرا.",
           "تم تمرير الرقم #. شكرا.", "الرقم # لم يعد مفتوحا. شكرا.", "شكرا. لا شيء مطلوب.",
           "رقم #: لا تكتب ولا تتصل بعد الآن."}},
    Texts{
        "hi",
        {"संख्या #: लेने को A #, छोड़ने को N # भेजें।", "संख्या # आपकी है। धन्यवाद।", "संख्या # आगे भेज दी। धन्यवाद।",
         "संख्या # अब खुली नहीं है। धन्यवाद।", "धन्यवाद। कुछ नहीं करना है।", "संख्या #: अब न लिखें, न फ़ोन करें।"}},
};

}  // namespace

std::string Word(Wording what, std::string_view language, std::string_view reference) {
  const std::string_view base = language.substr(0, language.find('-'));
  const auto* found = std::find_if(kTexts.begin(), kTexts.end(),
                                   [&](const Texts& t) { return t.language == base; });
  const Texts& texts = found == kTexts.end() ? kTexts.front() : *found;
  std::string out;
  for (const char c : texts.texts[static_cast<size_t>(what)]) {
    if (c == '#')
      out += reference;
    else
      out += c;
  }
  return out;
}

const std::vector<std::string>& WordingLanguages() {
  static const std::vector<std::string> kLanguages = [] {
    std::vector<std::string> all;
    all.reserve(kTexts.size());
    for (const Texts& texts : kTexts)
      all.emplace_back(texts.language);
    return all;
  }();
  return kLanguages;
}

}  // namespace tipline::workers
