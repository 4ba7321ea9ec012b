#include "workers/cli/case_store.h"

#include <utility>

namespace tipline::cli {

Result<std::unique_ptr<CaseStore>> OpenCaseStore(const Context& context) {
  auto opened = std::make_unique<CaseStore>();
  TRY_ASSIGN(opened->settings, LoadSettings(context.config_file));
  TRY(InitCrypto());
  TRY_ASSIGN(opened->keys, LoadKeys(opened->settings.KeysDir(), Role::kCli));
  TRY_ASSIGN(opened->database, store::Database::Open(opened->settings.sql, 1));
  return opened;
}

int CodeOf(const Status& status) {
  return status ? kDone : Fail(status.error());
}

}  // namespace tipline::cli
