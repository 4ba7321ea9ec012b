// A person's wishes about their case within a transaction. Inside this folder.
#pragma once

#include <string>

#include "gateway/store/records/columns.h"
#include "gateway/store/records/own_cases.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

// `column` of case_wishes: set once, its first time counts.
inline void SetWish(soci::session& sql, const Wish& wish, const std::string& column) {
  Execute(sql,
          "INSERT INTO case_wishes (case_id, " + column +
              ") VALUES (:id, :at) ON CONFLICT (case_id) DO UPDATE SET " + column + " = excluded." +
              column,
          wish.case_id, wish.now);
}

// For staff. False: it is there already, so all was done before.
inline bool InsertNote(soci::session& sql, const Wish& wish, const std::string& sealed) {
  return Execute(sql,
                 "INSERT INTO messages (id, case_id, direction, author, at, text_sealed)"
                 " VALUES (:id, :case_id, 'note', :author, :at, :text)"
                 " ON CONFLICT (id) DO NOTHING",
                 wish.id, wish.case_id, wish.actor, wish.now, sealed) > 0;
}

}  // namespace tipline::store
