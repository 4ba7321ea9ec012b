#include "gateway/store/records/directory.h"

#include <nlohmann/json.hpp>

#include "gateway/store/records/columns.h"
#include "gateway/store/records/import_lock.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string EncodeLists(const Organisation& o) {
  return Dump({{"services", o.services},
               {"areas", o.areas},
               {"languages", o.languages},
               {"names", o.names},
               {"sectors", o.sectors}});
}

Status DecodeLists(const std::string& text, Organisation& o) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    for (const auto& [name, list] : {std::pair{"services", &o.services},
                                     {"areas", &o.areas},
                                     {"languages", &o.languages},
                                     {"names", &o.names},
                                     {"sectors", &o.sectors}})
      *list = json.at(name).get<std::vector<std::string>>();
  } catch (const Json::exception&) {
    return Internal("an organisation's row is damaged");
  }
  return Unit{};
}

std::string EncodeHours(const Hours& h) {
  return Dump({{"from", h.from_minute},
               {"to", h.to_minute},
               {"offset", h.utc_offset_minutes},
               {"days", h.weekdays}});
}

Status DecodeHours(const std::string& text, Hours& h) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    h.from_minute = json.at("from").get<int>();
    h.to_minute = json.at("to").get<int>();
    h.utc_offset_minutes = json.at("offset").get<int>();
    h.weekdays = json.at("days").get<std::vector<int>>();
  } catch (const Json::exception&) {
    return Internal("a responder's row is damaged");
  }
  return Unit{};
}

struct SealedResponder {
  std::string name, number;
};

void WriteOrganisation(soci::session& sql, const Organisation& o) {
  Execute(sql,
          "INSERT INTO organisations (id, name, type, lists, serves_children, active, verified, "
          "agreement_until)"
          " VALUES (:id, :name, :type, :lists, :children, :active, :verified, :until)"
          " ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, lists = "
          "excluded.lists,"
          " serves_children = excluded.serves_children, active = excluded.active, verified = "
          "excluded.verified,"
          " agreement_until = excluded.agreement_until",
          WithoutNul(o.id), WithoutNul(o.name), WithoutNul(o.type), EncodeLists(o),
          o.serves_children, o.active, o.verified, WithoutNul(o.agreement_until));
}

void WriteResponder(soci::session& sql, const Responder& r, const SealedResponder& sealed) {
  Execute(
      sql,
      "INSERT INTO responders (id, organisation_id, name_sealed, number_sealed, pseudonym, "
      "channel, language, hours,"
      " asked_order, on_call_always, active) VALUES (:id, :organisation, :name, :number, "
      ":pseudonym, :channel,"
      " :language, :hours, :asked_order, :always, :active)"
      " ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id,"
      " name_sealed = excluded.name_sealed, number_sealed = excluded.number_sealed,"
      " pseudonym = excluded.pseudonym, channel = excluded.channel, language = excluded.language,"
      " hours = excluded.hours, asked_order = excluded.asked_order, on_call_always = "
      "excluded.on_call_always,"
      " active = excluded.active",
      WithoutNul(r.id), WithoutNul(r.organisation_id), sealed.name, sealed.number, r.pseudonym,
      WithoutNul(r.channel), WithoutNul(r.language), EncodeHours(r.hours), r.order,
      r.on_call_always, r.active);
}

}  // namespace

Result<DirectoryCounts> DirectoryRecords::Import(const Directory& directory,
                                                 const std::string& actor, TimePoint now) {
  std::vector<SealedResponder> sealed;
  for (const Responder& r : directory.responders) {
    SealedResponder both;
    TRY_ASSIGN(both.name, SealColumn(keys_, "responders", r.id, "name", r.name));
    TRY_ASSIGN(both.number, SealColumn(keys_, "responders", r.id, "number", r.number.Reveal()));
    sealed.push_back(std::move(both));
  }
  return db_.Write([&](soci::session& sql) -> Result<DirectoryCounts> {
    LockImports(sql);
    DirectoryCounts counts{static_cast<int>(directory.organisations.size()),
                           static_cast<int>(directory.responders.size()), 0};
    // Marked first; what the file has comes back with what it says, and what stays marked is
    // retired.
    Execute(sql, "UPDATE responders SET active = 2 WHERE active = 1");
    Execute(sql, "UPDATE organisations SET active = 2 WHERE active = 1");
    for (const Organisation& o : directory.organisations)
      WriteOrganisation(sql, o);
    for (size_t i = 0; i < directory.responders.size(); ++i)
      WriteResponder(sql, directory.responders[i], sealed[i]);
    counts.retired =
        static_cast<int>(Execute(sql, "UPDATE responders SET active = 0 WHERE active = 2") +
                         Execute(sql, "UPDATE organisations SET active = 0 WHERE active = 2"));
    WriteAudit(sql, now, actor, "directory_imported", "",
               std::to_string(counts.organisations) + " organisations " +
                   std::to_string(counts.responders) + " responders");
    return counts;
  });
}

namespace {

std::vector<Organisation> ReadOrganisations(soci::session& sql,
                                            std::vector<Organisation>& unreadable) {
  Organisation o;
  std::string lists;
  long long children = 0, active = 0, verified = 0;
  Query query(sql,
              "SELECT id, name, type, lists, serves_children, active, verified, agreement_until "
              "FROM organisations"
              " ORDER BY id");
  query.Into(o.id).Into(o.name).Into(o.type).Into(lists).Into(children).Into(active).Into(verified);
  query.Into(o.agreement_until);
  std::vector<Organisation> out;
  while (query.Next()) {
    o.serves_children = children != 0;
    o.active = active != 0;
    o.verified = verified != 0;
    if (!DecodeLists(lists, o)) {
      o.services = o.areas = o.languages = o.names = o.sectors = {};
      unreadable.push_back(o);
      continue;
    }
    out.push_back(o);
  }
  return out;
}

std::vector<Responder> ReadResponders(soci::session& sql, const KeyRing& keys,
                                      std::vector<Responder>& unreadable) {
  Responder r;
  std::string name, number, hours;
  long long order = 0, always = 0, active = 0;
  Query query(sql,
              "SELECT id, organisation_id, name_sealed, number_sealed, pseudonym, channel, "
              "language, hours, asked_order,"
              " on_call_always, active FROM responders ORDER BY asked_order, id");
  query.Into(r.id)
      .Into(r.organisation_id)
      .Into(name)
      .Into(number)
      .Into(r.pseudonym)
      .Into(r.channel);
  query.Into(r.language).Into(hours).Into(order).Into(always).Into(active);
  std::vector<Responder> out;
  while (query.Next()) {
    auto opened_name = OpenColumn(keys, "responders", r.id, "name", name);
    auto opened_number = OpenColumn(keys, "responders", r.id, "number", number);
    r.order = static_cast<int>(order);
    r.on_call_always = always != 0;
    r.active = active != 0;
    if (!opened_name || !opened_number || !DecodeHours(hours, r.hours)) {
      r.name.clear();  // they are of the row before
      r.number = {};
      r.hours = {};
      unreadable.push_back(r);
      continue;
    }
    r.name = *std::move(opened_name);
    r.number = Secret(*std::move(opened_number));
    out.push_back(r);
  }
  return out;
}

}  // namespace

std::vector<std::string> IdsOf(const Directory& directory) {
  std::vector<std::string> ids;
  for (const Organisation& o : directory.organisations)
    ids.push_back(o.id);
  for (const Responder& r : directory.responders)
    ids.push_back(r.id);
  return ids;
}

Result<Directory> DirectoryRecords::Load(Directory* unreadable) {
  if (!keys_.store) return Denied("the store key is needed for this");
  return db_.Read([&](soci::session& sql) -> Result<Directory> {
    Directory bad;
    Directory out;
    out.organisations = ReadOrganisations(sql, bad.organisations);
    out.responders = ReadResponders(sql, keys_, bad.responders);
    if (unreadable != nullptr) *unreadable = std::move(bad);
    return out;
  });
}

}  // namespace tipline::store
