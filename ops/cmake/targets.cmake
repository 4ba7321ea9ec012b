# tipline_library(name DIRS dir... [EXCLUDE regex] [LINKS target...]): an OBJECT library of every .cc
# below the folders. OBJECT, not STATIC: a file that only registers itself would be dropped from an archive.
function(tipline_library name)
  cmake_parse_arguments(arg "" "EXCLUDE" "DIRS;LINKS" ${ARGN})
  set(sources "")
  foreach(dir ${arg_DIRS})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/*.cc)
    list(APPEND sources ${found})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "/(main|main_.*)\\.cc$|node_modules")
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
  endif()
  add_library(${name} OBJECT ${sources})
  target_link_libraries(${name} PUBLIC tipline_options ${arg_LINKS})
  tipline_precompile(${name})
endfunction()

# tipline_program(name main.cc library...): a program in bin/, linked from OBJECT libraries by name.
function(tipline_program name main)
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE ${ARGN})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# GoogleTest deals its tests out to the processes one by one.
function(tipline_shards name label count)
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    math(EXPR number "${index} + 1")
    add_test(NAME ${name}.${number}of${count} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name}.${number}of${count} PROPERTIES LABELS ${label} TIMEOUT 1800
      ENVIRONMENT "${TIPLINE_TEST_ENVIRONMENT};GTEST_TOTAL_SHARDS=${count};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

# For every test, and by inheritance for the programs that it starts.
set(TIPLINE_TEST_ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/ops/cmake/lsan.supp:print_suppressions=0")

# tipline_tests(name LABEL label DIRS dir... LIBS library... [EXCLUDE regex] [TOGETHER filter] [SHARDS n]): a GoogleTest program,
# found test by test. Those of the filter run as one, name.together: what they need is dear to start (PostgreSQL). With
# TIPLINE_SHARDED all run in n processes, name.1of4 and so on.
function(tipline_tests name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT;TOGETHER;EXCLUDE;SHARDS" "DIRS;LIBS" ${ARGN})
  set(sources "")
  foreach(dir ${arg_DIRS})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/*.cc)
    list(APPEND sources ${found})
  endforeach()
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} GTest::gmock GTest::gtest_main)
  tipline_precompile(${name} <gtest/gtest.h>)
  target_compile_definitions(${name} PRIVATE
    TIPLINE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TIPLINE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  if(TIPLINE_SHARDED AND arg_SHARDS)
    tipline_shards(${name} ${arg_LABEL} ${arg_SHARDS})
    return()
  endif()
  gtest_discover_tests(${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60 TEST_FILTER "-${arg_TOGETHER}"
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${TIPLINE_TEST_ENVIRONMENT}")
  if(arg_TOGETHER)
    add_test(NAME ${name}.together COMMAND ${name} "--gtest_filter=${arg_TOGETHER}")
    set_tests_properties(${name}.together PROPERTIES LABELS ${arg_LABEL} TIMEOUT 1800
      ENVIRONMENT "${TIPLINE_TEST_ENVIRONMENT}")
  endif()
endfunction()

# tipline_embed(library namespace FILES file...): the files' text inside the program, as
# `std::string_view Embedded(std::string_view path)` in <namespace>, path relative to the source root.
function(tipline_embed library ns)
  cmake_parse_arguments(arg "" "" "FILES" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/generated/embedded_${library}.cc)
  set(relative "")
  foreach(file ${arg_FILES})
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${file})
    list(APPEND relative ${path})
  endforeach()
  list(JOIN relative "," joined)
  add_custom_command(OUTPUT ${out} DEPENDS ${arg_FILES} ${CMAKE_SOURCE_DIR}/ops/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DROOT=${CMAKE_SOURCE_DIR} -DNS=${ns} "-DFILES=${joined}"
            -P ${CMAKE_SOURCE_DIR}/ops/cmake/embed.cmake VERBATIM)
  target_sources(${library} PRIVATE ${out})
endfunction()
