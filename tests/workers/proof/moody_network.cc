#include "tests/workers/proof/moody_network.h"

#include <sstream>
#include <utility>

namespace tipline::proof {

using testing::FakeAnswer;

namespace {

FakeAnswer Status(int status) {
  FakeAnswer answer;
  answer.status = status;
  return answer;
}

}  // namespace

uint64_t ChanceOf(const std::string& text) {  // FNV-1a
  uint64_t hash = 1469598103934665603ULL;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash ^ (hash >> 32);
}

MoodyNetwork::MoodyNetwork(const MoodOptions& options) : options_(options) {
  api_.Script([this](const testing::FakeRequest& request) { return Decide(request); });
}

bool MoodyNetwork::IsRefused(const std::string& reference) const {
  return ChanceOf(reference + "|refused|" + std::to_string(options_.seed)) % 100 == 0;
}

bool MoodyNetwork::IsOptedOut(const std::string& number) const {
  return ChanceOf(number + "|opt|" + std::to_string(options_.seed)) % 200 == 0;
}

std::string MoodyNetwork::IdOf(const std::string& channel, const std::string& reference) {
  return "m-" + channel + "-" + reference;
}

void MoodyNetwork::OnTaken(Taken taken) {
  on_taken_ = std::move(taken);
}

void MoodyNetwork::Break(const std::string& channel, int status) {
  const std::scoped_lock lock(mutex_);
  broken_[channel] = status;
}

MoodyNetwork::Seen MoodyNetwork::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

int64_t MoodyNetwork::requests() const {
  const std::scoped_lock lock(mutex_);
  return seen_.requests;
}

size_t MoodyNetwork::references() const {
  const std::scoped_lock lock(mutex_);
  return seen_.ledger.size();
}

int64_t MoodyNetwork::refused() const {
  const std::scoped_lock lock(mutex_);
  return refused_;
}

bool MoodyNetwork::WaitFor(int64_t requests, std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, limit, [&] { return seen_.requests >= requests; });
}

bool MoodyNetwork::WaitForRefused(int64_t refused, std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, limit, [&] { return refused_ >= refused; });
}

FakeAnswer MoodyNetwork::Decide(const testing::FakeRequest& request) {
  const std::string channel = request.target.substr(1);
  std::istringstream words(request.body);
  std::string reference, number;
  Ask ask;
  words >> reference >> number >> ask.process;
  ask.channel = channel;
  ask.at = request.at;
  const std::scoped_lock lock(mutex_);
  ++seen_.requests;
  seen_.came[channel].push_back(request.at);
  const FakeAnswer answer = Answer(channel, reference, number, ask);
  seen_.ledger[reference].push_back(ask);
  if (IsTaken(ask.outcome) && on_taken_) on_taken_(channel, reference, ask.outcome);
  came_.notify_all();
  return answer;
}

FakeAnswer MoodyNetwork::Answer(const std::string& channel, const std::string& reference,
                                const std::string& number, Ask& ask) {
  const auto say = [&](const char* what) { ++seen_.trouble[what]; };
  if (const int status = broken_[channel]; status != 0) {
    ++refused_;
    return say(status == 401 ? "401 for a while" : "503 for a while"), Status(status);
  }
  if (IsOptedOut(number)) return say("opt-out"), Status(409);
  if (IsRefused(reference)) return say("400"), Status(400);
  const uint64_t chance =
      ChanceOf(reference + "|" + std::to_string(seen_.ledger[reference].size()) + "|" +
               std::to_string(options_.seed));
  if (chance % 100 < 20) return Moody(channel, reference, chance / 100, ask);
  ask.outcome = Outcome::kTaken;
  FakeAnswer answer;
  answer.body = "taken " + IdOf(channel, reference);
  answer.delay = std::chrono::milliseconds(5 + chance / 100 % 20);
  return answer;
}

FakeAnswer MoodyNetwork::Limit(const std::string& channel, bool told, const Ask& ask) {
  FakeAnswer answer = Status(429);
  ++seen_.trouble[told ? "429 with Retry-After" : "429 without"];
  if (!told) return answer;
  answer.headers = {{"Retry-After", "3"}};
  const Time now = std::chrono::system_clock::now();
  seen_.pauses[channel].push_back({now, now + std::chrono::seconds(3), ask.process});
  return answer;
}

FakeAnswer MoodyNetwork::Moody(const std::string& channel, const std::string& reference,
                               uint64_t chance, Ask& ask) {
  const auto say = [&](const char* what) { ++seen_.trouble[what]; };
  // Seldom: each makes the whole channel wait.
  if (chance % 200 < 2) return Limit(channel, chance % 200 == 0, ask);
  const uint64_t way = chance / 200 % 9;
  if (way == 0) return say("500"), Status(500);
  if (way == 1) return say("503"), Status(503);
  if (way == 2) return say("502"), Status(502);
  if (way == 3) return say("408"), Status(408);
  FakeAnswer answer;
  if ((way == 4 || way == 5) && maybe_[reference]++ < options_.most_maybe) {
    ask.outcome = Outcome::kMaybe;
    if (way == 5) return say("504"), Status(504);
    answer.drop = true;
    return say("cut before taking it"), answer;
  }
  answer.body = "taken " + IdOf(channel, reference);
  if (way == 6) {
    ask.outcome = Outcome::kTakenHalf;
    answer.half = true;
    say("half an answer");
  } else if (way == 7) {
    ask.outcome = Outcome::kTakenSilent;
    answer.hang = true;
    say("time-out after taking it");
  } else {
    ask.outcome = Outcome::kTakenCut;
    answer.drop = true;
    say("cut after taking it");
  }
  return answer;
}

}  // namespace tipline::proof
