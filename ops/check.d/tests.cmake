# Checks that are tests, too: `ctest -L check` and `ctest -L page`. Included by tests/CMakeLists.txt.
add_test(NAME check.layers COMMAND ${CMAKE_SOURCE_DIR}/ops/check.d/layers)
add_test(NAME check.layers_finds_breaches COMMAND ${CMAKE_SOURCE_DIR}/ops/check.d/layers_test)
add_test(NAME check.words COMMAND ${CMAKE_SOURCE_DIR}/ops/check.d/words)
set_tests_properties(check.layers check.layers_finds_breaches check.words PROPERTIES LABELS check TIMEOUT 60)
foreach(script typecheck test)
  add_test(NAME page.${script} COMMAND npm run --silent ${script}
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/gateway/console/web)
  set_tests_properties(page.${script} PROPERTIES LABELS page TIMEOUT 300)
endforeach()
