#include "workers/jobs/site_facts.h"

#include "gateway/store/records/sites.h"

namespace tipline::workers {

Status AddSite(Services& services, flows::CaseFacts& facts) {
  if (facts.site.empty()) return Unit{};
  const auto site = store::SiteRecords(services.database, services.keys).Find(facts.site);
  if (!site && site.error().code == Code::kNotFound) return Unit{};
  if (!site) return site.error();
  facts.first = site->responder_id;
  // An organisation of that name is the company, whatever the worker calls it.
  facts.words = Secret(facts.words.Reveal() + "\n" + site->brand + "\n" + site->name);
  return Unit{};
}

}  // namespace tipline::workers
