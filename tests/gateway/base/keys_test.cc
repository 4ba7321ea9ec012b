#include "gateway/base/keys.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "gateway/base/crypto.h"
#include "tests/support/temp_dir.h"

namespace tipline {
namespace {

class KeysTest : public ::testing::Test {
 protected:
  const testing::TempDir temp_;
  const std::string dir_ = temp_ / "state/keys";
};

TEST_F(KeysTest, GeneratesFiveKeysForTheOwnerOnly) {
  ASSERT_TRUE(GenerateKeys(dir_));
  for (const KeyFile& file : ListKeys(dir_)) {
    EXPECT_TRUE(file.there && file.readable && !file.too_open) << file.name;
    EXPECT_EQ(file.mode, 0600U) << file.name;
    EXPECT_EQ(file.fingerprint.size(), 16U);
  }
  struct stat found {};
  ASSERT_EQ(stat(dir_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(temp_ / "state"), {}), 1)
      << "nothing is left beside the keys";
}

TEST_F(KeysTest, NeverOverwritesAKey) {
  ASSERT_TRUE(GenerateKeys(dir_));
  const auto before = ListKeys(dir_);
  EXPECT_EQ(GenerateKeys(dir_).error().code, Code::kConflict);
  EXPECT_EQ(ListKeys(dir_)[1].fingerprint, before[1].fingerprint);
}

TEST_F(KeysTest, EachRoleGetsWhatItMayHold) {
  ASSERT_TRUE(GenerateKeys(dir_));
  const auto gateway = LoadKeys(dir_, Role::kGateway);
  ASSERT_TRUE(gateway) << gateway.error().message;
  EXPECT_TRUE(gateway->case_public && gateway->session && gateway->pseudonym);
  EXPECT_FALSE(gateway->case_private || gateway->store);
  const auto console = LoadKeys(dir_, Role::kConsole);
  ASSERT_TRUE(console);
  EXPECT_TRUE(console->case_private && console->store && console->pseudonym &&
              console->case_public);
  EXPECT_FALSE(console->session);
  const auto worker = LoadKeys(dir_, Role::kWorker);
  ASSERT_TRUE(worker);
  EXPECT_TRUE(worker->case_private && worker->store && worker->pseudonym && worker->session);
  const auto opened = OpenCase(*worker, SealToCase(*gateway, "one pair"));
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, "one pair");
}

TEST_F(KeysTest, TheGatewayStartsOnAMachineWithoutThePrivateKeys) {
  ASSERT_TRUE(GenerateKeys(dir_));
  std::filesystem::remove(dir_ + "/case.key");
  std::filesystem::remove(dir_ + "/store.key");
  EXPECT_TRUE(LoadKeys(dir_, Role::kGateway));
  EXPECT_TRUE(LoadKeys(dir_, Role::kCli));
  const auto worker = LoadKeys(dir_, Role::kWorker);
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().code, Code::kNotFound);
  EXPECT_EQ(worker.error().message,
            "key " + dir_ + "/case.key is missing; make the keys with: tipline keys generate");
}

TEST_F(KeysTest, RefusesTheCaseKeyOfAnotherInstallation) {
  const std::string other = temp_ / "other/keys";
  ASSERT_TRUE(GenerateKeys(dir_));
  ASSERT_TRUE(GenerateKeys(other));
  std::filesystem::copy_file(other + "/case.key", dir_ + "/case.key",
                             std::filesystem::copy_options::overwrite_existing);
  for (const Role role : {Role::kWorker, Role::kConsole, Role::kCli}) {
    const auto keys = LoadKeys(dir_, role);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().message, dir_ + "/case.key does not belong to case.pub beside it");
  }
  EXPECT_TRUE(LoadKeys(dir_, Role::kGateway));
}

TEST_F(KeysTest, RefusesAKeyThatOthersCanRead) {
  ASSERT_TRUE(GenerateKeys(dir_));
  ASSERT_EQ(chmod((dir_ + "/session.key").c_str(), 0640), 0);
  EXPECT_EQ(LoadKeys(dir_, Role::kGateway).error().code, Code::kDenied);
  ASSERT_EQ(chmod((dir_ + "/session.key").c_str(), 0600), 0);
  ASSERT_EQ(chmod((dir_ + "/case.pub").c_str(), 0644), 0);
  EXPECT_TRUE(LoadKeys(dir_, Role::kGateway)) << "the public half may be read";
  ASSERT_EQ(chmod((dir_ + "/case.pub").c_str(), 0666), 0);
  EXPECT_FALSE(LoadKeys(dir_, Role::kGateway)) << "but not replaced by others";
}

TEST_F(KeysTest, SaysWhatIsWrongWithAKeyButNotTheKey) {
  ASSERT_TRUE(GenerateKeys(dir_));
  temp_.Write("state/keys/session.key", "c2hvcnQ=\n");
  const auto keys = LoadKeys(dir_, Role::kGateway);
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().message, dir_ + "/session.key holds no key (allowed: 32 bytes in base64)");
  EXPECT_EQ(LoadKeys(temp_ / "none", Role::kCli).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace tipline
