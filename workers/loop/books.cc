#include "workers/loop/books.h"

#include <utility>

#include "gateway/base/log.h"
#include "gateway/store/reconcile.h"

namespace tipline::workers {

BooksKeeper::BooksKeeper(Services& services, store::RedisOptions redis)
    : services_(services),
      redis_(std::move(redis)),
      unaccounted_("tipline_unaccounted",
                   "Messages that were taken and are nowhere now: see tipline reconcile") {}

void BooksKeeper::Begin() {
  const Status begun =
      store::BeginSqlBooks(redis_, services_.settings.partitions, services_.database);
  if (!begun) LogWarning("books_not_begun", begun.error());
}

void BooksKeeper::Look() {
  if (services_.pace.Now() < due_) return;
  due_ = services_.pace.Now() + kBooksEvery;
  // The spool is the gateway's matter, which may be on another machine.
  const auto books =
      store::Reconcile(redis_, services_.settings.partitions, &services_.database, "");
  if (!books) return LogWarning("not_reconciled", books.error());
  if (!books->begun()) Begin();
  unaccounted_.Set(static_cast<double>(books->unaccounted()));
  std::string off;
  for (const store::BookCheck& check : books->checks)
    if (!check.ok && check.name != "begun") off += (off.empty() ? "" : " ") + check.name;
  if (off != told_ && !off.empty())
    LogError("books_do_not_add_up", Internal("see tipline reconcile"),
             {{"checks", off}, {"messages", books->unaccounted()}});
  told_ = off;
}

}  // namespace tipline::workers
