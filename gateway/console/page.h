// The built page (gateway/console/web/dist) in memory: read once at start, only plain files of
// known types, so that no path of a request ever touches the disk. Immutable; thread-safe. Tests:
// tests/gateway/console/page_test.cc.
#pragma once

#include <map>
#include <string>

#include "flows/base/result.h"
#include "gateway/http/message.h"

namespace tipline::console {

constexpr size_t kMaxPageFileBytes = size_t{2} * 1024 * 1024;

class Page {
 public:
  // Where the page lies, first match: `given` if not empty; the checkout that the program runs in
  // or was built in (gateway/console/web/dist below the working directory or above the program);
  // share/tipline/console beside bin.
  static std::string FindFolder(const std::string& given, const std::string& program);
  // kNotFound: there is no index.html, with the command that builds it. kInvalid: a file is too
  // large.
  static Result<Page> Load(const std::string& folder);

  // GET and HEAD; "/" is index.html. 404 for what is not a file of the page.
  http::Response Serve(const http::Request& request) const;
  size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string type, body, tag;
    bool named_by_hash = false;  // its name changes with its content: it may be kept for good
  };
  std::map<std::string, File, std::less<>> files_;  // by path, "/assets/x.js"
};

}  // namespace tipline::console
