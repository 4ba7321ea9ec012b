#include "flows/engine/screen.h"

#include <gtest/gtest.h>

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

const Room kUssdRoom{Medium::kUssd, {160, 70}};

std::string Letters(const std::vector<std::string>& pages, const std::string& more) {
  std::string out;
  for (const std::string& page : pages)
    for (const std::string_view word : Words(page))
      out += std::string(word);
  std::string marks;
  for (const std::string_view word : Words(more))
    marks += std::string(word);
  for (size_t at = out.find(marks); at != std::string::npos; at = out.find(marks))
    out.erase(at, marks.size());
  return out;
}

TEST(Screen, OnePageWhereAllFits) {
  const Pages pages = Paginate({"Thank you."}, {"Well?", "1 Yes", "2 No"}, "7 More", kUssdRoom);
  EXPECT_EQ(pages.pages, (std::vector<std::string>{"Thank you.\nWell?\n1 Yes\n2 No"}));
  EXPECT_EQ(pages.question, 0U);
}

TEST(Screen, ExactlyFullNeedsNoMoreLine) {
  const std::string full(160, 'a');
  EXPECT_EQ(Paginate({}, {full}, "7 More", kUssdRoom).pages, (std::vector<std::string>{full}));
  EXPECT_EQ(Paginate({}, {full + "a"}, "7 More", kUssdRoom).pages.size(), 2U);
}

TEST(Screen, NotesThatDoNotFitWithTheQuestionGetTheirOwnPage) {
  const Pages pages = Paginate({std::string(150, 'n')}, {"Well?", "1 Yes"}, "7 More", kUssdRoom);
  ASSERT_EQ(pages.pages.size(), 2U);
  EXPECT_EQ(pages.question, 1U);
  EXPECT_EQ(pages.pages[1], "Well?\n1 Yes");
}

// For texts in several scripts, in rooms of all sizes: every page fits, nothing is lost, options
// stay with their numbers.
TEST(Screen, EveryPageFitsAndNothingIsLost) {
  const std::vector<std::vector<std::string>> texts = {
      {"A question with a number of words in it?", "1 The first of the answers",
       "2 The second of the answers", "3 No"},
      {"هل هذا الهاتف آمن الآن؟", "1 نعم هو آمن الآن", "2 لا، في وقت لاحق من فضلك", "3 اتصلوا بي"},
      {"क्या अभी इस फ़ोन का इस्तेमाल सुरक्षित है?", "1 हाँ", "2 नहीं, बाद में", "3 मुझे फ़ोन करें"},
      {"[brackets] {cost} ~two~ €uros each", "1 [a]", "2 {b}", std::string(300, '|')},
      {"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "1 😀", "2 ok"},
  };
  for (const auto& lines : texts)
    for (int gsm7 = 24; gsm7 <= 182; gsm7 += 7) {
      const Room room{Medium::kUssd, {gsm7, std::max(14, gsm7 / 2)}};
      const Pages pages = Paginate({}, lines, "7 More", room);
      EXPECT_EQ(Letters(pages.pages, "7 More"), Letters(lines, "7 More"));
      for (size_t i = 0; i < pages.pages.size(); ++i) {
        EXPECT_TRUE(room.Fits(pages.pages[i])) << gsm7 << ": " << pages.pages[i];
        EXPECT_EQ(pages.pages[i].ends_with("7 More"), i + 1 < pages.pages.size());
        EXPECT_FALSE(pages.pages[i].ends_with("\n2\n7 More")) << "a number without its option";
      }
    }
}

TEST(Screen, AnSmsIsPagedOnlyBeyondThreeParts) {
  const Room room{Medium::kSms, {160, 70}};
  EXPECT_EQ(Paginate({}, {std::string(459, 'a')}, "7 More", room).pages.size(), 1U);
  EXPECT_EQ(Paginate({}, {std::string(460, 'a')}, "7 More", room).pages.size(), 2U);
}

TEST(Screen, NoRoomAtAllStillEnds) {
  const Pages pages = Paginate({}, {"abc"}, "7 More", {Medium::kUssd, {0, 0}});
  EXPECT_EQ(pages.pages.size(), 3U);
}

}  // namespace
}  // namespace tipline::flows
