# One INTERFACE target that every library and program of ours links: language level, warnings,
# hardening, sanitizers, coverage. Third-party headers come in as SYSTEM, so warnings are ours only.
option(TIPLINE_WERROR "Warnings are errors" ON)
option(TIPLINE_COVERAGE "Build with --coverage" OFF)
option(TIPLINE_PCH "Precompile the headers that most files include: a third less build time, and a forgotten #include unseen" OFF)
option(TIPLINE_SHARDED "Run tests in a few processes instead of one each: starting one costs a second under sanitizers" OFF)
option(TIPLINE_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(TIPLINE_SANITIZE "" CACHE STRING "Value for -fsanitize=, e.g. address,undefined or thread")

add_library(tipline_options INTERFACE)
target_compile_features(tipline_options INTERFACE cxx_std_20)
target_compile_options(tipline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wold-style-cast -Wformat=2
  $<$<CXX_COMPILER_ID:GNU>:-Wsuggest-override -Wduplicated-cond -Wduplicated-branches -Wlogical-op>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-unknown-warning-option>
  $<$<BOOL:${TIPLINE_WERROR}>:-Werror>)
target_compile_definitions(tipline_options INTERFACE _GLIBCXX_ASSERTIONS TIPLINE_VERSION="${PROJECT_VERSION}")
target_include_directories(tipline_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)

# -Wnull-dereference needs flow analysis that misfires under sanitizers and in optimised std code.
if(TIPLINE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(tipline_options INTERFACE -Wno-null-dereference)
endif()
# No optimisation: the tests mostly wait, and it would cost two thirds more build time.
if(TIPLINE_SANITIZE)
  target_compile_options(tipline_options INTERFACE
    -fsanitize=${TIPLINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tipline_options INTERFACE -fsanitize=${TIPLINE_SANITIZE})
endif()
if(TIPLINE_FUZZ)
  target_compile_options(tipline_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -O1)
  target_link_options(tipline_options INTERFACE -fsanitize=address,undefined)
endif()
if(TIPLINE_COVERAGE)
  target_compile_options(tipline_options INTERFACE --coverage)
  target_link_options(tipline_options INTERFACE --coverage)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(tipline_options INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fcf-protection -fstack-clash-protection)
  target_link_options(tipline_options INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-g1)  # line tables are enough for traces; full debug info doubles build time
endif()
find_program(TIPLINE_CCACHE ccache)
if(TIPLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${TIPLINE_CCACHE})
endif()

# tipline_uses_soci(file...): which of these sources of this folder's targets use SOCI, which hides the type information that the check of
# virtual tables asks for: they are built without that check. A header that used it would bring it into sources that are not.
function(tipline_uses_soci)
  foreach(file ${ARGN})
    file(STRINGS ${file} uses_soci REGEX "soci::" LIMIT_COUNT 1)
    if(uses_soci AND file MATCHES "\\.h$")
      message(FATAL_ERROR "${file} uses soci:: in a header; move it into the .cc file beside it")
    elseif(uses_soci AND (TIPLINE_SANITIZE OR TIPLINE_FUZZ))
      set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS -fno-sanitize=vptr)
    endif()
  endforeach()
endfunction()

# tipline_precompile(target header...): with TIPLINE_PCH, beside what most files include.
function(tipline_precompile name)
  if(TIPLINE_PCH)
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    target_precompile_headers(${name} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
      <string_view> <unordered_map> <variant> <vector> <nlohmann/json.hpp> ${ARGN})
  endif()
endfunction()
find_program(TIPLINE_MOLD mold)
if(TIPLINE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
