#include "gateway/store/redis.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"

namespace tipline::store {
namespace {

class RedisTest : public ::testing::Test {
 protected:
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  Redis redis_{server_->options()};
};

TEST_F(RedisTest, CarriesAnyBytes) {
  const std::string bytes("a %s\0 \r\n\xff", 9);
  ASSERT_TRUE(redis_.Run({"SET", "k", bytes}).has_value());
  EXPECT_EQ((*redis_.Run({"GET", "k"}))->text(), bytes);
}

TEST_F(RedisTest, ReadsEveryKindOfReply) {
  EXPECT_TRUE((*redis_.Run({"GET", "nothing"}))->nil());
  EXPECT_EQ((*redis_.Run({"INCRBY", "n", "-42"}))->integer(), -42);
  EXPECT_EQ((*redis_.Run({"GET", "n"}))->integer(), -42);
  EXPECT_EQ((*redis_.Run({"PING"}))->text(), "PONG");
  const auto list = redis_.Run({"TIME"});
  EXPECT_EQ((*list)->size(), 2U);
  EXPECT_GT(list->view()[0].integer(), 1'700'000'000);
  EXPECT_TRUE(list->view()[2].nil());        // past the end
  EXPECT_TRUE(list->view()[0][0].nil());     // not a list
  EXPECT_EQ(list->view()[7][3].text(), "");  // and so on
}

TEST_F(RedisTest, AnErrorReplyIsAnErrorAndTheConnectionGoesOn) {
  ASSERT_TRUE(redis_.Run({"SET", "k", "v"}).has_value());
  EXPECT_EQ(redis_.Run({"INCR", "k"}).error().code, Code::kInternal);
  EXPECT_TRUE(redis_.Run({"GET", "k"}).has_value());
}

TEST_F(RedisTest, AnErrorDoesNotQuoteWhatWasSent) {
  const auto failed = redis_.Run({"NOSUCHCOMMAND", "+254711000001", "words"});
  EXPECT_EQ(failed.error().message.find("254711000001"), std::string::npos);
  EXPECT_EQ(failed.error().message.find("words"), std::string::npos);
  EXPECT_NE(failed.error().message.find("unknown command"), std::string::npos);
}

TEST_F(RedisTest, APipelineKeepsOrderAndErrors) {
  std::vector<Command> commands;
  for (int i = 0; i < 1200; ++i)
    commands.push_back({"ECHO", std::to_string(i)});
  commands[700] = {"NOSUCHCOMMAND"};
  const auto replies = redis_.RunAll(commands);
  ASSERT_TRUE(replies.has_value());
  ASSERT_EQ(replies->size(), commands.size());
  EXPECT_TRUE((*replies)[700]->is_error());
  for (size_t i = 0; i < commands.size(); ++i)
    EXPECT_EQ((*replies)[i]->integer(), i == 700 ? 0 : static_cast<int64_t>(i));
  EXPECT_TRUE(redis_.RunAll({})->empty());
}

TEST_F(RedisTest, NamesItsConnectionAndClosesItInChildren) {
  EXPECT_EQ((*redis_.Run({"CLIENT", "GETNAME"}))->text(), "test");
  int sockets = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (target.rfind("socket:", 0) != 0) continue;
    const int flags = ::fcntl(std::stoi(entry.path().filename().string()), F_GETFD);
    if (flags < 0) continue;
    EXPECT_NE(flags & FD_CLOEXEC, 0);
    ++sockets;
  }
  EXPECT_GE(sockets, 1);
}

TEST_F(RedisTest, ConnectsAgainAfterARestart) {
  ASSERT_TRUE(redis_.Run({"SET", "k", "v"}).has_value());
  server_->Kill();
  EXPECT_EQ(redis_.Run({"GET", "k"}).error().code, Code::kUnavailable);
  server_->StartAgain();
  EXPECT_EQ((*redis_.Run({"GET", "k"}))->text(), "v");  // it was acknowledged, so it is there
}

TEST_F(RedisTest, AConnectionClosedWhileIdleIsNotNoticed) {
  ASSERT_TRUE(redis_.Run({"PING"}).has_value());
  server_->Stop();
  server_->StartAgain();
  EXPECT_TRUE(redis_.Run({"PING"}).has_value());
}

TEST_F(RedisTest, ALateAnswerIsNeverTakenForTheNextOne) {
  RedisOptions options = server_->options();
  options.command_timeout = Millis(700);
  Redis redis(options);
  ASSERT_TRUE(redis.Run({"SET", "k", "mine"}).has_value());
  server_->Pause();
  EXPECT_EQ(redis.Run({"ECHO", "late"}).error().code, Code::kUnavailable);
  server_->Resume();
  EXPECT_EQ((*redis.Run({"GET", "k"}))->text(), "mine");
}

TEST_F(RedisTest, ABlockingCommandMayTakeLonger) {
  RedisOptions options = server_->options();
  options.command_timeout = Millis(500);
  Redis redis(options);
  EXPECT_TRUE((*redis.Run({"BLPOP", "none", "0.8"}, Millis(20'000)))->nil());
  EXPECT_EQ(redis.Run({"BLPOP", "none", "0.8"}).error().code, Code::kUnavailable);
}

TEST(RedisWithoutServer, SaysSo) {
  const testing::TempDir dir;
  RedisOptions options;
  options.socket = dir / "nobody";
  EXPECT_EQ(Redis(options).Run({"PING"}).error().code, Code::kUnavailable);
  options.socket = std::string(kMaxSocketPath + 1, 'x');
  EXPECT_EQ(Redis(options).Run({"PING"}).error().code, Code::kInvalid);
}

TEST(RedisErrors, SayWhatToDo) {
  const auto server = testing::RedisServer::Start();
  Redis redis(server->options());
  const std::vector<std::pair<std::string, Code>> cases = {
      {"NOPERM this user has no permissions", Code::kDenied},
      {"WRONGPASS invalid", Code::kDenied},
      {"NOAUTH Authentication required.", Code::kDenied},
      {"LOADING Redis is loading the dataset in memory", Code::kUnavailable},
      {"BUSY Redis is busy running a script", Code::kUnavailable},
      {"READONLY You can't write against a read only replica.", Code::kUnavailable},
      {"OOM command not allowed", Code::kUnavailable},
      {"MISCONF Errors writing to the AOF file", Code::kUnavailable},
      {"ERR Function not found", Code::kUnavailable},
      {"BUSYGROUP Consumer Group name already exists", Code::kInternal},
      {"WRONGTYPE Operation against a key", Code::kInternal},
  };
  for (const auto& [text, code] : cases) {
    const auto failed = redis.Run({"EVAL", "return redis.error_reply(ARGV[1])", "0", text});
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, code) << text;
  }
}

TEST(RedisUsers, AWrongPasswordIsDenied) {
  const auto server = testing::RedisServer::Start({{}, true});
  RedisOptions options = server->options("tl-worker");
  EXPECT_TRUE(Redis(options).Run({"PING"}).has_value());
  options.password = "wrong";
  EXPECT_EQ(Redis(options).Run({"PING"}).error().code, Code::kDenied);
  options.user.clear();
  options.password.clear();
  EXPECT_EQ(Redis(options).Run({"PING"}).error().code, Code::kDenied);
}

}  // namespace
}  // namespace tipline::store
