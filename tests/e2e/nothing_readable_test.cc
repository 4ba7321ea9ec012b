// No words, number, PIN, case code, key or password of anybody lies readable in a log, in Redis, in
// the SQL store, in the spool or among the metrics, whichever way it came in or went out. A look
// that finds nothing proves nothing, so each kind of place must also give up something that is
// known to be in it, and each key must be found in its own file.
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/crypto.h"
#include "tests/e2e/nothing_readable_world.h"
#include "tests/system/metrics.h"

namespace tipline::testing {
namespace {

class NothingReadable : public NothingReadableWorld {
 protected:
  // Four digits turn up by chance (a length, a time, a port). Where PINs are kept, those of all who
  // came the same way are kept.
  void ExpectNoPin(const std::vector<Place>& places) const {
    for (const Place& place : places)
      for (const Entrance way : kEntrances) {
        size_t asked = 0;
        size_t found = 0;
        for (const Teller& teller : tellers_) {
          if (teller.way != way || teller.pin.empty()) continue;
          ++asked;
          found += HoldsWord(place.bytes, teller.pin) ? 1 : 0;
        }
        EXPECT_TRUE(asked == 0 || found < asked)
            << place.name << " holds the PINs of way " << static_cast<int>(way);
      }
  }

  // The look reaches into every kind of place: pseudonyms and ids lie there in clear.
  void ExpectWhatIsThere(const std::vector<Place>& places) const {
    const auto keys = LoadKeys(system_->home() + "/keys", Role::kCli);
    ASSERT_TRUE(keys);
    const std::string pseudonym = Pseudonym(*keys, tellers_.front().number);
    const std::string id = system_->Cases().at(0).at("id");
    const std::pair<const char*, std::string> known[] = {
        {"home/log/gateway.log", "listening"},
        {"home/log/worker.log", "level=info"},
        {"home/log/console.log", "listening"},
        {"nginx's access log", "/hooks/kannel/sms"},
        {"metrics of the gateway", "tipline_webhooks_total"},
        {"metrics of the worker", "tipline_worker_sent_total"},
        {"metrics of the console", "tipline_console"},
        {"redis/redis.log", "ready to accept connections"},
        {"redis/appendonlydir/", pseudonym},
        {"Redis d (string)", pseudonym},
        {"Redis p (string)", pseudonym},
        {"Redis m (string)", "tl:{p"},
        {"Redis n (hash)", "turn:main/"},
        {"home/tipline.db", id},
        {"home/tipline.db-wal", id},
        {"home/tipline.db", pseudonym},
    };
    for (const auto& [place, text] : known)
      EXPECT_TRUE(Holds(places, place, text)) << place;
  }

  static void Add(std::vector<Place> more, std::vector<Place>& places) {
    for (Place& place : more)
      places.push_back(std::move(place));
  }
  // One of the places whose name begins like that holds it.
  static bool Holds(const std::vector<Place>& places, const std::string& name,
                    const std::string& known) {
    const std::vector<Needle> needle = {{"known", {known}}};
    for (const auto& [what, place] : Find(needle, places))
      if (place.starts_with(name)) return true;
    return false;
  }
};

TEST_F(NothingReadable, InNoLogNoRedisNoSqlNoSpoolAndNoMetrics) {
  Teller& late = tellers_.back();
  ASSERT_EQ(late.way, Entrance::kSmsQuery);
  for (Teller& teller : tellers_)
    if (&teller != &late) Walk(teller);
  SendWhatIsRefused();
  AnswerAnAlert();
  ASSERT_TRUE(AllTakenIn(*system_));

  // While Redis is away, SMS are accepted into the spool.
  system_->redis().Stop();
  size_t spooled = 0;
  for (Teller& teller : tellers_) {
    if (IsUssd(teller.way)) continue;
    Say(teller, "Now the " + teller.word + " house is locked, too");
    ++spooled;
  }
  EXPECT_EQ(Spooled(*system_), spooled);
  auto places = Outside();
  Add(FilesOf(*system_), places);
  EXPECT_TRUE(Holds(places, "home/spool/0", "TLSP")) << "records of the spool";
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);

  system_->redis().StartAgain();
  ASSERT_TRUE(Eventually([&] { return system_->GatewayReady(); }));
  ASSERT_TRUE(AllTakenIn(*system_));
  Walk(late);
  ASSERT_TRUE(AllTakenIn(*system_));
  ASSERT_NO_FATAL_FAILURE(WorkAtTheDesk());
  places = Outside();
  Add(FilesOf(*system_), places);
  Add(RedisOf(*system_), places);
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);
  ExpectWhatIsThere(places);

  // What is written at the end, too.
  for (Process* process : {&system_->gateway(), &system_->worker(), &system_->console()})
    EXPECT_EQ(process->Stop(), 0);
  system_->redis().Stop();
  places.clear();
  Add(FilesOf(*system_), places);
  EXPECT_EQ(Find(Needles(), places), Allowed());
  ExpectNoPin(places);
}

}  // namespace
}  // namespace tipline::testing
