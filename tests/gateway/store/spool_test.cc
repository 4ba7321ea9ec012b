#include "gateway/store/spool.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "gateway/store/spool_look.h"
#include "gateway/store/spool_record.h"
#include "tests/gateway/base/fresh_key.h"
#include "tests/support/temp_dir.h"

namespace tipline::store {
namespace {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class SpoolTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto().has_value()); }

  std::unique_ptr<Spool> Open(const SpoolLimits& limits = {}) {
    auto opened = Spool::Open(dir_ / "spool", key_, limits);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return opened ? *std::move(opened) : nullptr;
  }
  static SpoolEntry Message(const std::string& words) {
    return {"generic", FromMillis(1'790'000'000'000), "{\"text\":\"" + words + "\"}"};
  }
  static void Append(Spool& spool, const std::string& words) {
    const auto kept = spool.Append(Message(words));
    EXPECT_TRUE(kept.has_value()) << kept.error().message;
  }
  static std::string Next(Spool& spool) {
    const auto entry = spool.ReadNext();
    EXPECT_TRUE(entry.has_value()) << entry.error().message;
    return entry && *entry ? (*entry)->inbound : "";
  }
  static std::vector<std::string> Drain(Spool& spool) {
    std::vector<std::string> all;
    for (std::string next = Next(spool); !next.empty(); next = Next(spool)) {
      all.push_back(next);
      EXPECT_TRUE(spool.Confirm().has_value());
    }
    return all;
  }
  static std::vector<std::string> Messages(std::initializer_list<const char*> words) {
    std::vector<std::string> all;
    for (const char* w : words)
      all.push_back(Message(w).inbound);
    return all;
  }
  std::vector<fs::path> Files(const std::string& ending) const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(dir_ / "spool"))
      if (file.path().string().find(ending) != std::string::npos) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
  }

  const testing::TempDir dir_;
  const Key key_ = testing::FreshKey();
};

TEST_F(SpoolTest, ReplaysInOrderAndForgetsWhatIsConfirmed) {
  auto spool = Open();
  SpoolEntry first = Message("one");
  ASSERT_TRUE(spool->Append(first).has_value());
  Append(*spool, "two");
  EXPECT_EQ(spool->depth(), 2U);
  const auto read = spool->ReadNext();
  ASSERT_TRUE(read.has_value() && read->has_value());
  EXPECT_EQ((*read)->channel, "generic");
  EXPECT_EQ((*read)->received_at, first.received_at);
  EXPECT_EQ((*read)->inbound, first.inbound);
  EXPECT_EQ(Next(*spool), first.inbound);  // the same again until it is confirmed
  ASSERT_TRUE(spool->Confirm().has_value());
  EXPECT_EQ(Drain(*spool), Messages({"two"}));
  EXPECT_EQ(spool->depth(), 0U);
  EXPECT_EQ(spool->bytes(), 0U);
  EXPECT_TRUE(Files(".spool").empty());
}

TEST_F(SpoolTest, NothingCanBeConfirmedUnread) {
  auto spool = Open();
  EXPECT_EQ(spool->Confirm().error().code, Code::kConflict);
  Append(*spool, "one");
  EXPECT_EQ(spool->Confirm().error().code, Code::kConflict);
  EXPECT_EQ(spool->depth(), 1U);
}

TEST_F(SpoolTest, SurvivesTheProcess) {
  auto spool = Open();
  for (const char* words : {"one", "two", "three"})
    Append(*spool, words);
  Next(*spool);
  ASSERT_TRUE(spool->Confirm().has_value());
  spool.reset();
  spool = Open();
  EXPECT_EQ(spool->depth(), 2U);
  Append(*spool, "four");
  EXPECT_EQ(Drain(*spool), Messages({"two", "three", "four"}));
  spool.reset();
  spool = Open();
  EXPECT_EQ(spool->depth(), 0U);
  Append(*spool, "five");
  spool.reset();
  spool = Open();
  EXPECT_EQ(Drain(*spool), Messages({"five"}));
}

TEST_F(SpoolTest, ACrashWhileWritingCostsOnlyWhatWasNotAcknowledged) {
  auto spool = Open();
  Append(*spool, "one");
  Append(*spool, "two");
  spool.reset();
  const fs::path file = Files(".spool").at(0);
  const std::string whole = Slurp(file);
  const std::string torn = EncodeRecord(3, std::string(120, 'x'));
  // A cut after every byte of a third record, and after every byte of the second: never more is
  // lost than was cut.
  for (size_t cut = 1; cut < torn.size(); ++cut) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << whole << torn.substr(0, cut);
    auto again = Open();
    EXPECT_EQ(again->depth(), 2U) << cut;
    EXPECT_EQ(fs::file_size(file), whole.size()) << cut;
  }
  const size_t first_end = ScanRecords(whole).places.at(0).size;
  for (size_t cut = first_end; cut < whole.size(); ++cut) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << whole.substr(0, cut);
    auto again = Open();
    EXPECT_EQ(again->depth(), 1U) << cut;
    EXPECT_EQ(again->damaged(), 0U) << cut;
  }
  spool = Open();
  Append(*spool, "three");
  EXPECT_EQ(Drain(*spool), Messages({"one", "three"}));
}

TEST_F(SpoolTest, DamageInTheMiddleCostsOneRecordAndItsBytesAreKept) {
  auto spool = Open();
  for (const char* words : {"one", "two", "three"})
    Append(*spool, words);
  spool.reset();
  const fs::path file = Files(".spool").at(0);
  std::string bytes = Slurp(file);
  const RecordPlace second = ScanRecords(bytes).places.at(1);
  bytes[second.offset + second.size - 3] ^= 1;
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  spool = Open();
  EXPECT_EQ(spool->damaged(), 1U);
  EXPECT_EQ(Drain(*spool), Messages({"one", "three"}));
  ASSERT_EQ(Files("damaged-").size(), 1U);
  EXPECT_EQ(Slurp(Files("damaged-").at(0)), bytes);
}

TEST_F(SpoolTest, ARecordOfAnotherKeyIsSetAsideAndHoldsNobodyUp) {
  {
    const Key other = testing::FreshKey();
    auto spool = Spool::Open(dir_ / "spool", other);
    ASSERT_TRUE(spool.has_value());
    Append(**spool, "theirs");
  }
  auto spool = Open();
  Append(*spool, "mine");
  EXPECT_EQ(Drain(*spool), Messages({"mine"}));
  EXPECT_EQ(Files("aside-").size(), 1U);
  EXPECT_EQ(spool->damaged(), 1U);
}

TEST_F(SpoolTest, SaysWhenItIsFullAndTakesMoreAfterAReplay) {
  SpoolLimits limits;
  limits.total_bytes = 2000;
  limits.segment_bytes = 500;
  auto spool = Open(limits);
  int kept = 0;
  Result<uint64_t> last = 0;
  for (; kept < 100; ++kept) {
    last = spool->Append(Message("words"));
    if (!last) break;
  }
  EXPECT_EQ(last.error().code, Code::kUnavailable);
  EXPECT_GE(kept, 4);
  EXPECT_LE(spool->bytes(), 2000U);
  EXPECT_GT(Files(".spool").size(), 2U);
  EXPECT_EQ(Drain(*spool).size(), static_cast<size_t>(kept));
  Append(*spool, "again");
}

TEST_F(SpoolTest, RemovesSegmentsAsTheyAreDone) {
  SpoolLimits limits;
  limits.segment_bytes = 1;  // one record each
  auto spool = Open(limits);
  for (const char* words : {"one", "two", "three"})
    Append(*spool, words);
  EXPECT_EQ(Files(".spool").size(), 3U);
  Next(*spool);
  ASSERT_TRUE(spool->Confirm().has_value());
  EXPECT_EQ(Files(".spool").size(), 2U);
}

TEST_F(SpoolTest, NothingReadableLiesOnDisk) {
  auto spool = Open();
  Append(*spool, "canarywords of +254711000001");
  size_t sealed = 0;
  for (const auto& file : fs::directory_iterator(dir_ / "spool")) {
    const std::string bytes = Slurp(file.path());
    EXPECT_EQ(bytes.find("canarywords"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find("254711000001"), std::string::npos) << file.path();
    sealed += bytes.size();
    struct stat info {};
    ASSERT_EQ(::stat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << file.path();
  }
  EXPECT_GT(sealed, 80U);
  struct stat info {};
  ASSERT_EQ(::stat((dir_ / "spool").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST_F(SpoolTest, BelongsToOneProcess) {
  auto spool = Open();
  EXPECT_EQ(Spool::Open(dir_ / "spool", key_).error().code, Code::kUnavailable);
  spool.reset();
  EXPECT_TRUE(Spool::Open(dir_ / "spool", key_).has_value());
}

TEST_F(SpoolTest, AFolderThatCannotBeUsedIsAnError) {
  dir_.Write("file", "x");
  EXPECT_EQ(Spool::Open(dir_ / "file", key_).error().code, Code::kUnavailable);
}

TEST_F(SpoolTest, TakesTheLargestWebhook) {
  auto spool = Open();
  const std::string words(64 * 1024, '\x01');  // as long as a body may be, six bytes each as JSON
  Append(*spool, words);
  EXPECT_EQ(Next(*spool), Message(words).inbound);
  EXPECT_EQ(spool->Append(Message(std::string(kMaxRecord, 'x'))).error().code, Code::kInvalid);
  EXPECT_EQ(spool->depth(), 1U);
}

TEST_F(SpoolTest, ManyThreadsAppendWhileOneReplays) {
  auto spool = Open();
  constexpr int kThreads = 4, kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i)
        Append(*spool, std::to_string(t) + "-" + std::to_string(i));
    });
  std::vector<std::string> got;
  while (got.size() < kThreads * kEach) {
    const std::string next = Next(*spool);
    if (next.empty()) {
      std::this_thread::yield();
      continue;
    }
    got.push_back(next);
    ASSERT_TRUE(spool->Confirm().has_value());
  }
  for (std::thread& thread : threads)
    thread.join();
  for (int t = 0; t < kThreads; ++t) {  // each thread's own in its order
    size_t from = 0;
    for (int i = 0; i < kEach; ++i) {
      const auto wanted = Message(std::to_string(t) + "-" + std::to_string(i)).inbound;
      const auto at = std::find(got.begin() + static_cast<std::ptrdiff_t>(from), got.end(), wanted);
      ASSERT_NE(at, got.end()) << wanted;
      from = static_cast<size_t>(at - got.begin());
    }
  }
}

TEST_F(SpoolTest, AnotherProcessSeesWhatWaits) {
  EXPECT_FALSE(LookAtSpool(dir_ / "spool").has_value()) << "there is none on this machine";
  const auto spool = Open();
  EXPECT_EQ(LookAtSpool(dir_ / "spool")->waiting, 0U);
  for (const char* words : {"one", "two", "three"})
    Append(*spool, words);
  EXPECT_EQ(LookAtSpool(dir_ / "spool")->waiting, 3U);
  ASSERT_TRUE(spool->ReadNext().has_value());
  ASSERT_TRUE(spool->Confirm().has_value());
  EXPECT_EQ(LookAtSpool(dir_ / "spool")->waiting, 2U);
  EXPECT_EQ(LookAtSpool(dir_ / "spool")->aside, 0U);
  std::ofstream(dir_ / "spool/aside-9") << "sealed by another key";
  std::ofstream(dir_ / "spool/damaged-00000000000000000001") << "torn";
  EXPECT_EQ(LookAtSpool(dir_ / "spool")->aside, 2U);
}

}  // namespace
}  // namespace tipline::store
