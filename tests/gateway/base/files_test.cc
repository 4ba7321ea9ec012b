#include "gateway/base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temp_dir.h"

namespace tipline {
namespace {

class FilesTest : public ::testing::Test {
 protected:
  const testing::TempDir temp_;
};

TEST_F(FilesTest, ReadsBackWhatWasWritten) {
  const std::string text = std::string(40'000, 'x') + '\0' + "end";
  ASSERT_TRUE(WriteNewFile(temp_ / "a", text, 0600));
  EXPECT_EQ(*ReadFile(temp_ / "a", 100'000), text);
  EXPECT_EQ(WriteNewFile(temp_ / "a", "other", 0600).error().code, Code::kConflict);
  ASSERT_TRUE(ReplaceFile(temp_ / "a", "new", 0600));
  EXPECT_EQ(*ReadFile(temp_ / "a", 3), "new");
}

TEST_F(FilesTest, AFileThatIsTooLongOrNotThereIsAnError) {
  temp_.Write("a", "1234");
  EXPECT_EQ(ReadFile(temp_ / "a", 3).error().code, Code::kInvalid);
  EXPECT_EQ(ReadFile(temp_ / "b", 3).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(temp_ / "a/b", 3).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(temp_.path(), 3).error().code, Code::kInvalid);
  EXPECT_EQ(ReplaceFile(temp_ / "none/a", "x", 0600).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace tipline
