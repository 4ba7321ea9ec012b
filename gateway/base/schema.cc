#include "gateway/base/schema.h"

#include <utility>

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

namespace tipline {
namespace {

std::string Text(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

struct Schema::State {
  explicit State(const rapidjson::Document& json) : document(json) {}
  rapidjson::SchemaDocument document;
};

Schema::Schema(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<Schema> Schema::Compile(std::string_view json) {
  rapidjson::Document parsed;
  parsed.Parse(json.data(), json.size());
  if (parsed.HasParseError()) return Invalid("the schema is not JSON");
  return Schema(std::make_shared<const State>(parsed));
}

std::optional<SchemaFinding> Schema::Check(std::string_view json) const {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError()) return SchemaFinding{"", "", "json"};
  rapidjson::SchemaValidator validator(state_->document);
  if (document.Accept(validator)) return std::nullopt;
  return SchemaFinding{Text(validator.GetInvalidDocumentPointer()),
                       Text(validator.GetInvalidSchemaPointer()),
                       validator.GetInvalidSchemaKeyword()};
}

}  // namespace tipline
