#include "gateway/console/page.h"

#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

class PageTest : public DeskTest {};

TEST_F(PageTest, ServesItsFilesAndNothingElse) {
  for (const auto& row : ConsoleData("page_paths.json")) {
    const std::string path = row.at("path");
    const http::Response response = Ask("GET", path);
    EXPECT_EQ(response.status, row.at("status")) << path;
    if (response.status == 200) {
      EXPECT_EQ(response.content_type, row.at("type")) << path;
    }
  }
}

TEST_F(PageTest, AnswersNotModifiedForTheSameContent) {
  const http::Response first = Ask("GET", "/");
  const std::string tag = HeaderOf(first, "ETag");
  ASSERT_FALSE(tag.empty());
  const http::Response again = Ask("GET", "/", nullptr, nullptr, {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST_F(PageTest, KeepsOnlyFilesWithAHashInTheirName) {
  EXPECT_EQ(HeaderOf(Ask("GET", "/"), "Cache-Control"), "no-cache");
  EXPECT_EQ(HeaderOf(Ask("GET", "/assets/page.js"), "Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST_F(PageTest, SaysHowToBuildThePage) {
  const auto page = Page::Load(dir_ + "/nowhere");
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Code::kNotFound);
  EXPECT_NE(page.error().message.find("npm --prefix gateway/console/web run build"),
            std::string::npos);
}

}  // namespace
}  // namespace tipline::console
