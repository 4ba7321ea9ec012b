// bare_pistache PORT THREADS: Pistache's own endpoint with a constant answer to any POST; no Redis,
// no flow. The limit of what HTTP alone costs here, which no gateway on Pistache can pass.
#include <pistache/endpoint.h>

#include "tests/bench/servers/serve.h"

using namespace Pistache;

namespace {

class Constant : public Http::Handler {
  HTTP_PROTOTYPE(Constant)
  void onRequest(const Http::Request& request, Http::ResponseWriter response) override {
    if (request.method() != Http::Method::Post) {
      response.send(Http::Code::Method_Not_Allowed);
      return;
    }
    response.send(Http::Code::Ok, "CON Welcome\n1. Report\n2. Info", MIME(Text, Plain));
  }
};

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = tipline::bench::ReadArguments(argc, argv, false);
  return tipline::bench::ServeEndpoint(arguments, Http::make_handler<Constant>());
}
