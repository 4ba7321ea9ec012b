// Code and PIN of a case within the transaction that takes its tip in. Inside this folder.
#pragma once

#include <string>

#include "flows/model/tip.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

inline std::string CodeHash(const KeyRing& keys, const std::string& code) {
  return KeyedHash(*keys.pseudonym, "code", code);
}

// Sealed before the transaction; empty: the tip has no code.
struct SealedCode {
  std::string code_hash, pin_sealed;
};
inline Result<SealedCode> SealCode(const KeyRing& keys, const Tip& tip) {
  SealedCode sealed;
  if (tip.code.empty() || tip.pin.empty() || !keys.pseudonym) return sealed;
  const std::string hash = CodeHash(keys, tip.code.Reveal());
  TRY_ASSIGN(sealed.pin_sealed, SealColumn(keys, "case_access", hash, "pin", tip.pin.Reveal()));
  sealed.code_hash = hash;
  return sealed;
}

inline void KeepCode(soci::session& sql, const SealedCode& sealed, const std::string& case_id,
                     TimePoint now) {
  if (sealed.code_hash.empty()) return;
  Execute(sql,
          Kept{"INSERT INTO case_access (code_hash, case_id, pin_sealed, pin_hash_sealed, kept_at)"
               " VALUES (:code, :case_id, :pin, '', :now) ON CONFLICT (code_hash, case_id)"
               " DO NOTHING"},
          sealed.code_hash, case_id, sealed.pin_sealed, now);
}

}  // namespace tipline::store
