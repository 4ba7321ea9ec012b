#include "gateway/providers/plivo_signature.h"

#include <algorithm>

#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

using Sorted = std::vector<std::pair<std::string, std::string>>;

// By name, then by value; a name and value that come twice count twice.
Sorted SortedFields(const http::Form& form) {
  Sorted fields = form.fields();
  std::sort(fields.begin(), fields.end());
  return fields;
}

std::string_view WithoutQuery(std::string_view url) {
  return url.substr(0, url.find_first_of("?#"));
}

std::string_view QueryOf(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const size_t question = url.find('?');
  return question == std::string_view::npos ? std::string_view() : url.substr(question + 1);
}

// Several in one header mean: any of them. Plivo sends one for each token; who sends more than this
// only wants us to compare.
constexpr int kMostSignatures = 8;

bool AnyMatches(std::string_view header, std::string_view text,
                const std::vector<std::string_view>& auth_tokens) {
  std::vector<std::string> wanted;  // once: anybody may send a long text and many signatures
  for (const std::string_view token : auth_tokens)
    if (!token.empty()) wanted.push_back(PlivoSignature(token, text));
  bool right = false;
  for (int looked_at = 0; !header.empty() && looked_at < kMostSignatures; ++looked_at) {
    const size_t comma = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, comma);
    header.remove_prefix(std::min(comma + 1, header.size()));
    while (!one.empty() && one.front() == ' ')
      one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ')
      one.remove_suffix(1);
    for (const std::string& signature : wanted)
      right = ConstantTimeEqual(signature, one) || right;
  }
  return right;
}

}  // namespace

std::string PlivoV2Text(std::string_view url, std::string_view nonce) {
  std::string text(WithoutQuery(url));
  text += nonce;
  return text;
}

std::string PlivoV3Text(std::string_view url, const http::Form& form, std::string_view nonce) {
  std::string query;
  for (const auto& [name, value] : SortedFields(http::Form(QueryOf(url)))) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(value);
  }
  const bool has_form = !form.fields().empty();
  std::string text(WithoutQuery(url));
  if (!query.empty() || has_form) text += '?';  // even when nothing of a query follows
  text += query;
  if (!query.empty() && has_form) text += '.';
  for (const auto& [name, value] : SortedFields(form))
    text.append(name).append(value);
  text += '.';
  text += nonce;
  return text;
}

std::string PlivoSignature(std::string_view auth_token, std::string_view text) {
  return Base64(HmacSha256(auth_token, text));
}

Status CheckPlivoSignature(const http::Request& request, std::string_view public_url,
                           const std::vector<std::string_view>& auth_tokens, bool v2_too) {
  const std::string url = std::string(public_url) + request.target;
  if (request.HasHeader(kPlivoV3Header)) {
    const std::string_view nonce = request.Header(kPlivoV3NonceHeader);
    if (nonce.empty()) return Denied("header X-Plivo-Signature-V3-Nonce: missing");
    const http::Form form = request.method == "POST" ? http::Form(request.body) : http::Form();
    if (!AnyMatches(request.Header(kPlivoV3Header), PlivoV3Text(url, form, nonce), auth_tokens))
      return Denied("header X-Plivo-Signature-V3: does not match; check auth_token and public_url");
    return Unit{};
  }
  if (!v2_too) return Invalid("header X-Plivo-Signature-V3: missing");
  if (!request.HasHeader(kPlivoV2Header))
    return Invalid("header X-Plivo-Signature-V3: missing, and X-Plivo-Signature-V2");
  const std::string_view nonce = request.Header(kPlivoV2NonceHeader);
  if (nonce.empty()) return Denied("header X-Plivo-Signature-V2-Nonce: missing");
  if (!AnyMatches(request.Header(kPlivoV2Header), PlivoV2Text(url, nonce), auth_tokens))
    return Denied("header X-Plivo-Signature-V2: does not match; check auth_token and public_url");
  return Unit{};
}

}  // namespace tipline::gateway
