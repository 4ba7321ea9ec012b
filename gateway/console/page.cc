#include "gateway/console/page.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "gateway/base/crypto.h"

namespace tipline::console {
namespace {

namespace fs = std::filesystem;

// Only files of these types are served; a source map or a note left in the folder is not.
const std::map<std::string, const char*, std::less<>>& Types() {
  static const std::map<std::string, const char*, std::less<>> kTypes = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".woff2", "font/woff2"},
  };
  return kTypes;
}

Result<std::string> ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string body((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) return Unavailable("cannot read " + path.string());
  return body;
}

// Names the content only within one run of the program, so any key does.
std::string TagOf(std::string_view body) {
  static const Key kKey = [] {
    KeyBytes bytes;
    RandomBytes(bytes.data(), bytes.size());
    return Key(bytes);
  }();
  return "\"" + KeyedHash(kKey, "page", body) + "\"";
}

}  // namespace

std::string Page::FindFolder(const std::string& given, const std::string& program) {
  constexpr const char* kBuilt = "gateway/console/web/dist";
  if (!given.empty()) return given;
  std::error_code ignored;
  const fs::path bin = fs::weakly_canonical(program, ignored).parent_path();
  for (const fs::path& folder :
       {fs::path(kBuilt), bin / "../../.." / kBuilt, bin / "../share/tipline/console"})
    if (fs::exists(folder / "index.html", ignored)) return folder.lexically_normal().string();
  return kBuilt;
}

Result<Page> Page::Load(const std::string& folder) {
  Page page;
  std::error_code failed;
  const fs::path root(folder);
  for (fs::recursive_directory_iterator it(root, failed), end; !failed && it != end;
       it.increment(failed)) {
    const auto type = Types().find(it->path().extension().string());
    if (type == Types().end() || it->is_symlink(failed) || !it->is_regular_file(failed)) continue;
    if (it->file_size(failed) > kMaxPageFileBytes)
      return Invalid(it->path().string() + ": larger than 2 MiB");
    TRY_ASSIGN(std::string body, ReadAll(it->path()));
    const std::string path = "/" + it->path().lexically_relative(root).generic_string();
    std::string tag = TagOf(body);
    page.files_[path] = {type->second, std::move(body), std::move(tag),
                         path.starts_with("/assets/")};
  }
  const auto index = page.files_.find("/index.html");
  if (index == page.files_.end())
    return NotFound(
        folder +
        ": no index.html; build the page: npm --prefix gateway/console/web ci && npm --prefix " +
        "gateway/console/web run build");
  page.files_["/"] = index->second;
  return page;
}

http::Response Page::Serve(const http::Request& request) const {
  const auto found = files_.find(request.path);
  if (found == files_.end()) return http::Response::Error(404);
  const File& file = found->second;
  http::Response response;
  response.content_type = file.type;
  response.headers.emplace_back("ETag", file.tag);
  response.headers.emplace_back(
      "Cache-Control", file.named_by_hash ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.Header("If-None-Match") == file.tag)
    response.status = 304;
  else
    response.body = file.body;
  return response;
}

}  // namespace tipline::console
