// Numbers and texts come back as they were written; anything cut, long or altered is refused.
#include "flows/base/packed.h"

#include <limits>

#include <gtest/gtest.h>

#include "flows/model/session.h"

namespace tipline {
namespace {

using Limits = std::numeric_limits<int64_t>;

TEST(Packed, NumbersAndTextsComeBack) {
  const int64_t numbers[] = {
      0, 1, -1, 63, 64, -64, -65, 1'790'000'000'000, Limits::max(), Limits::min()};
  const std::string texts[] = {"", "a", std::string(300, 'x'), std::string("\0\xff", 2)};
  PackedWriter out;
  for (const int64_t number : numbers)
    out.Number(number);
  for (const std::string& text : texts)
    out.Text(text);
  const std::string bytes = std::move(out).Take();
  PackedReader in(bytes);
  for (const int64_t number : numbers)
    EXPECT_EQ(in.Number(), number);
  for (const std::string& text : texts)
    EXPECT_EQ(in.Text(), text);
  EXPECT_TRUE(in.Finish("record"));
}

TEST(Packed, AnEndThatComesEarlyOrLateIsSeen) {
  PackedWriter out;
  out.Text("words");
  const std::string bytes = std::move(out).Take();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::string cut = bytes.substr(0, length);
    PackedReader in(cut);
    static_cast<void>(in.Text());
    EXPECT_FALSE(in.Finish("record")) << length;
  }
  PackedReader nothing_read(bytes);
  EXPECT_FALSE(nothing_read.Finish("record"));
}

TEST(Packed, ANumberThatNeverEndsIsRefused) {
  const std::string endless(20, '\xff');
  PackedReader in(endless);
  EXPECT_EQ(in.Number(), 0);
  EXPECT_FALSE(in.Finish("record"));
}

Session Everything() {
  Session session;
  session.id = "01JD0000000000000000000000";
  session.flow = "main";
  session.version = 7;
  session.medium = Medium::kSms;
  session.language = "sw";
  session.stack = {{"main", "menu"}, {"tip", "place"}};
  session.answers = {{"place", "Kisumu"}, {"about", "work"}};
  session.said = {{FromMillis(1'790'000'000'123), "menu", Secret<std::string>("1"), "report"},
                  {FromMillis(0), "", Secret<std::string>("words"), ""}};
  session.misses = 1;
  session.page = 2;
  session.screens = 12;
  session.resuming = session.filed = session.duress = true;
  session.detour = "callback";
  session.tip_id = "01JD0000000000000000000001";
  session.code = "KDM4-7";
  session.pin = "0000";
  session.notes = {"main/thanks"};
  return session;
}

TEST(PackedSession, EveryFieldComesBack) {
  const std::string bytes = EncodeSession(Everything());
  const auto read = DecodeSession(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(EncodeSession(*read), bytes);
  EXPECT_EQ(read->medium, Medium::kSms);
  EXPECT_EQ(read->answers.at("place"), "Kisumu");
  EXPECT_EQ(read->stack.back().step, "place");
  EXPECT_EQ(read->said.front().at, FromMillis(1'790'000'000'123));
  EXPECT_TRUE(read->resuming && read->filed && read->duress);
  EXPECT_FALSE(read->ended);
  EXPECT_EQ(read->screens, 12);
}

TEST(PackedSession, AnythingCutOrOfAnotherFormIsRefused) {
  const std::string bytes = EncodeSession(Everything());
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(DecodeSession(bytes.substr(0, length))) << length;
  EXPECT_FALSE(DecodeSession(bytes + "x"));
  EXPECT_FALSE(DecodeSession(R"({"id":"","flow":"main"})"));
}

}  // namespace
}  // namespace tipline
