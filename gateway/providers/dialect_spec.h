// The former name of dialect_json.h.
#pragma once

#include "gateway/providers/dialect_json.h"
