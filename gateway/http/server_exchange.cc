#include "gateway/http/server_exchange.h"

#include "gateway/http/server.h"
#include "gateway/http/server_connection.h"
#include "gateway/http/server_loop.h"

namespace tipline::http {

void Exchange::OnTimer() {
  loop->Expire(*this);
}

void Exchange::Finish(Response answer) {
  if (!answered) loop->Finish(*this, std::move(answer));
}

void Connection::OnTimer() {
  loop->Expire(*this);
}

Answer::Answer(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

Answer::Answer(Answer&&) noexcept = default;

Answer& Answer::operator=(Answer&& other) noexcept {
  if (this == &other) return *this;
  if (exchange_ != nullptr) exchange_->Finish(Response::Error(500));
  exchange_ = std::move(other.exchange_);
  return *this;
}

Answer::~Answer() {
  if (exchange_ != nullptr) exchange_->Finish(Response::Error(500));
}

void Answer::Send(Response response) {
  if (exchange_ != nullptr) exchange_->Finish(std::move(response));
}

void Answer::SetDeadline(Millis from_now, Response fallback) {
  if (exchange_ == nullptr || exchange_->answered) return;
  exchange_->response = std::move(fallback);
  exchange_->has_fallback = true;
  exchange_->loop->SetDeadline(*exchange_, from_now);
}

bool Answer::open() const {
  return exchange_ != nullptr && !exchange_->answered && exchange_->connection != nullptr;
}

}  // namespace tipline::http
