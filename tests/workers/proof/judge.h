// The judgement of the outbound proof, once everything has ended.
#pragma once

#include "tests/workers/proof/scene.h"

namespace tipline::proof {

void AddWrong(ProofResult& result, const std::string& what);
// Messages, repeats, rates: before any late report changes how they ended.
void Judge(Scene& scene, const ProofOptions& options, ProofResult& result);

}  // namespace tipline::proof
