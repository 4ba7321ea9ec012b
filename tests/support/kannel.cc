#include "tests/support/kannel.h"

#include <chrono>
#include <codecvt>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

namespace tipline::testing {
namespace {

using std::chrono::seconds;

void Replace(std::string& text, const std::string& token, const std::string& value) {
  for (size_t at = text.find(token); at != std::string::npos;
       at = text.find(token, at + value.size()))
    text.replace(at, token.size(), value);
}

bool Listens(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const bool up = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return up;
}

std::u16string ToUtf16(const std::string& text) {
  return std::wstring_convert<std::codecvt_utf8_utf16<char16_t>, char16_t>{}.from_bytes(text);
}

std::string EncodeUcs2(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char16_t unit : ToUtf16(text))
    for (const unsigned byte :
         {static_cast<unsigned>(unit) >> 8U, static_cast<unsigned>(unit) & 0xFFU}) {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  return out;
}

std::string UrlDecoded(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::strtol(text.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string DecodeUcs2(const std::string& encoded) {
  const std::string bytes = UrlDecoded(encoded);
  std::u16string units;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2)
    units += static_cast<char16_t>((static_cast<unsigned char>(bytes[i]) << 8) |
                                   static_cast<unsigned char>(bytes[i + 1]));
  return std::wstring_convert<std::codecvt_utf8_utf16<char16_t>, char16_t>{}.to_bytes(units);
}

// fakesmsc reads through stdio and looks for more input only in the kernel: of two lines in one
// read the second would lie until the next. A terminal gives one line to a read. [0]: fakesmsc's
// side, [1]: ours.
bool OpenTerminal(int (&fds)[2]) {
  fds[1] = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fds[1] < 0 || ::grantpt(fds[1]) != 0 || ::unlockpt(fds[1]) != 0) return false;
  fds[0] =
      ::open(::ptsname(fds[1]), O_RDWR | O_NOCTTY | O_CLOEXEC);  // NOLINT(concurrency-mt-unsafe)
  termios modes{};
  if (fds[0] < 0 || ::tcgetattr(fds[0], &modes) != 0) return false;
  modes.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  return ::tcsetattr(fds[0], TCSANOW, &modes) == 0;
}

bool IsAscii(const std::string& text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

}  // namespace

std::unique_ptr<Kannel> Kannel::Start(const KannelOptions& options) {
  auto kannel = std::unique_ptr<Kannel>(new Kannel);
  const int smsc_port = FreePort();
  const int smsbox_port = FreePort();
  kannel->sendsms_port_ = options.sendsms_port != 0 ? options.sendsms_port : FreePort();
  std::filesystem::create_directories(options.dir + "/store");
  std::ifstream source(std::string(TIPLINE_SOURCE_DIR) + "/ops/kannel/kannel.conf");
  std::stringstream text;
  text << source.rdbuf();
  std::string conf = text.str();
  Replace(conf, "@SMSC_GROUP@",
          "group = smsc\nsmsc = fake\nsmsc-id = fake\nhost = 127.0.0.1\nport = " +
              std::to_string(smsc_port) + "\nconnect-allow-ip = 127.0.0.1");
  Replace(conf, "@ADMIN_PORT@", std::to_string(FreePort()));
  Replace(conf, "@ADMIN_PASSWORD@", "kannel-test-admin");
  Replace(conf, "@SMSBOX_PORT@", std::to_string(smsbox_port));
  Replace(conf, "@SENDSMS_PORT@", std::to_string(kannel->sendsms_port_));
  Replace(conf, "@LOG_DIR@", options.dir);
  Replace(conf, "@STORE_DIR@", options.dir + "/store");
  Replace(conf, "@GATEWAY_URL@", options.gateway_url);
  Replace(conf, "@PATH_TOKEN@", options.path_token);
  Replace(conf, "@SENDSMS_USER@", options.user);
  Replace(conf, "@SENDSMS_PASSWORD@", options.password);
  const std::string file = options.dir + "/kannel.conf";
  std::ofstream(file) << conf;

  kannel->bearerbox_ = Process::Start(
      {{"/usr/sbin/bearerbox", "-v", "4", file}, {}, options.dir + "/bearerbox.out", "", -1, -1});
  if (!Eventually([&] { return Listens(smsbox_port); })) return nullptr;
  kannel->smsbox_ = Process::Start(
      {{"/usr/sbin/smsbox", "-v", "4", file}, {}, options.dir + "/smsbox.out", "", -1, -1});
  if (!Eventually([&] { return Listens(kannel->sendsms_port_); })) return nullptr;

  int in[2];
  int out[2];
  if (!OpenTerminal(in) || ::pipe2(out, O_CLOEXEC) != 0) return nullptr;
  kannel->fakesmsc_ = Process::Start({{"/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r",
                                       std::to_string(smsc_port), "-i", "0.0005"},
                                      {},
                                      "",
                                      "",
                                      in[0],
                                      out[1]});
  ::close(in[0]);
  ::close(out[1]);
  kannel->to_smsc_ = in[1];
  kannel->from_smsc_ = out[0];
  kannel->reader_ = std::thread([raw = kannel.get()] { raw->ReadSmsc(); });
  return kannel;
}

Kannel::~Kannel() {
  if (fakesmsc_) fakesmsc_->Kill();  // closes its side of the pipe, which ends the reader
  if (smsbox_) smsbox_->Stop(seconds(5));
  if (bearerbox_) bearerbox_->Stop(seconds(5));
  if (reader_.joinable()) reader_.join();
  if (to_smsc_ >= 0) ::close(to_smsc_);
  if (from_smsc_ >= 0) ::close(from_smsc_);
}

// Its count of sent messages holds delivery reports, too: it only keeps us from running far ahead.
bool Kannel::Send(const std::string& from, const std::string& to, const std::string& text) {
  const std::string line = IsAscii(text) ? from + " " + to + " text " + text + "\n"
                                         : from + " " + to + " ucs2 " + EncodeUcs2(text) + "\n";
  if (::write(to_smsc_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return false;
  const size_t want = ++asked_;
  return Eventually([&] { return sent_.load() >= want; }, seconds(10));
}

std::vector<HandsetSms> Kannel::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

void Kannel::ReadSmsc() {
  std::string pending;
  char buffer[8192];
  for (ssize_t n = 0; (n = ::read(from_smsc_, buffer, sizeof buffer)) > 0;) {
    pending.append(buffer, static_cast<size_t>(n));
    for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      OnLine(pending.substr(0, end));
      pending.erase(0, end + 1);
    }
  }
}

void Kannel::OnLine(const std::string& line) {
  if (line.find("fakesmsc: sent message ") != std::string::npos) {
    ++sent_;
    return;
  }
  const size_t open = line.find("Got message ");
  const size_t begin = line.find('<', open);
  if (open == std::string::npos || begin == std::string::npos || line.back() != '>') return;
  std::istringstream parts(line.substr(begin + 1, line.size() - begin - 2));
  HandsetSms sms;
  std::string kind;
  parts >> sms.from >> sms.to >> kind;
  std::string words;
  std::getline(parts >> std::ws, words);
  sms.text = kind == "ucs-2" ? DecodeUcs2(words) : UrlDecoded(words);
  const std::lock_guard lock(mutex_);
  received_.push_back(std::move(sms));
  ++received_count_;
}

}  // namespace tipline::testing
