// tests/data/http/requests.json: bytes of a client, the requests in them and the status of what is
// refused.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace tipline::http {

struct RequestCase {
  std::string name;
  std::string wire;
  std::vector<nlohmann::json> requests;  // the fields to look at
  int refused = 0;                       // what comes after them; 0: nothing
};
inline std::ostream& operator<<(std::ostream& out, const RequestCase& c) {
  return out << c.name;
}

std::vector<RequestCase> RequestCases();

}  // namespace tipline::http
