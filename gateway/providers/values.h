// The fields of a webhook, or of an answer, of a provider that is data, whatever form they come in:
// form, JSON or XML, by one kind of name. For gateway/providers only. Pure; thread-safe. Errors
// name no content. Tests: tests/gateway/providers/values_test.cc.
//
// Names: of a form as they are; of JSON the keys joined by '.', elements by their number
// ("data.0.id"), every element by '*' (the texts are joined by line feeds); of XML as xml.h has
// them; "A+B": both, joined by '-'; of a plain text: "text".
// Names of more than kMaxNameBytes are left out, with all below them: nobody asks for them, and 64
// KiB of JSON could stand for half a GiB of names.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

using Names = std::vector<std::string>;  // of one field, the best first
constexpr size_t kMaxNameBytes = 128;
constexpr size_t kMaxFields = 4000;    // of one message
constexpr size_t kMaxElements = 1000;  // messages of a batch

enum class BodyKind { kForm, kJson, kXml, kText };

class Values {
 public:
  Values() = default;
  explicit Values(std::vector<std::pair<std::string, std::string>> fields)
      : fields_(std::move(fields)) {}

  // The first of `names` that is there and not empty; empty if one is there; else nothing.
  std::optional<std::string> Find(const Names& names) const;
  // What stands in fields that are called as the words of a message usually are ("message.text"),
  // one behind the other; empty: nothing does.
  std::string AnyWords() const;
  void Append(const Values& other);

 private:
  std::optional<std::string> FindOne(const std::string& name) const;
  std::vector<std::pair<std::string, std::string>> fields_;
};

// The same of adapters that know their fields: a form, or the members of a JSON object as they are;
// what is neither text nor a whole number is none. One that comes twice: the first.
class FlatFields {
 public:
  // `form`: what counts of a request that is not JSON. kInvalid: "body: ...".
  static Result<FlatFields> Of(const http::Request& request, http::Form form);
  // The first of `names` that is there.
  const std::string* Find(std::initializer_list<const char*> names) const;
  std::string Get(std::initializer_list<const char*> names) const;

 private:
  http::Form form_;
  std::map<std::string, std::string, std::less<>> texts_;
};

// A request: form fields of the body (urlencoded or multipart) and then of the query; JSON or XML
// in the body and then the query. A form where JSON is expected is read as one: gateways differ by
// operator. kInvalid: "body: ...".
Result<Values> ReadRequestValues(const http::Request& request, BodyKind kind);
// One of each element at `path`, which is empty for an array that is the whole body; the query
// stands behind each.
Result<std::vector<Values>> ReadEachValues(const http::Request& request, BodyKind kind,
                                           const std::string& path);
// The answer of a send API.
Result<Values> ReadBodyValues(std::string_view body, BodyKind kind);

}  // namespace tipline::gateway
