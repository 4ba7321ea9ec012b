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
# The gazetteer of the whole world, built from packages that ops/test installs.
add_test(NAME places.build COMMAND node ${CMAKE_SOURCE_DIR}/ops/places/build.mjs ${CMAKE_SOURCE_DIR}/config/places/names.json
         ${CMAKE_BINARY_DIR}/places.json)
add_test(NAME places.world COMMAND flows_tests "--gtest_filter=PlacesOfTheWorld.*")
set_tests_properties(places.build PROPERTIES LABELS places TIMEOUT 300 FIXTURES_SETUP places)
set_tests_properties(places.world PROPERTIES LABELS places TIMEOUT 300 FIXTURES_REQUIRED places
  ENVIRONMENT "${TIPLINE_TEST_ENVIRONMENT};TIPLINE_PLACES=${CMAKE_BINARY_DIR}/places.json")
