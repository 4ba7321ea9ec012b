# shellcheck shell=bash
# What a request costs in instructions, counted by callgrind, against tests/guard/budget.json. The count is the same on a
# busy and on an idle machine. Needs packages.sh; build/guard holds callgrind's files for callgrind_annotate.

# Start-up falls out of the difference of two runs.
GUARD_WALKS=(5 55)

# count_instructions WHAT WALKS: instructions of build/guard/bin/guard_walk inside of Play(), which is without the start of the
# Redis whose replies it records. An empty environment: the same stack each time.
count_instructions() {
  local file="$ROOT/build/guard/callgrind.$1.$2"
  env -i PATH="$PATH" LC_ALL=C valgrind --tool=callgrind --callgrind-out-file="$file" '--toggle-collect=tipline::guard::*Walk::Play*' \
    "$ROOT/build/guard/bin/guard_walk" "$1" "$2" >"$file.log" 2>&1 || die 1 "guard_walk failed under valgrind; see $file.log"
  sed -n 's/^summary: \([0-9]*\)$/\1/p' "$file"
}

# judge_instructions WHAT: says what it found; 1 over the budget.
judge_instructions() {
  local few more code=0
  few=$(count_instructions "$1" "${GUARD_WALKS[0]}") || exit
  more=$(count_instructions "$1" "${GUARD_WALKS[1]}") || exit
  "$ROOT/build/guard/bin/guard_walk" --judge "$1" "${GUARD_WALKS[0]}" "$few" "${GUARD_WALKS[1]}" "$more" || code=$?
  if [ "$code" -gt 1 ]; then die 1 "guard_walk could not judge"; fi
  if [ "$code" -eq 1 ]; then note "where they go: callgrind_annotate build/guard/callgrind.$1.${GUARD_WALKS[1]} | head -60"; fi
  return "$code"
}

# guard [--renew]
guard() {
  local what over=0
  case ${1-} in
    '') ;;
    --renew) export TIPLINE_RENEW_BUDGET=true ;;
    *) usage >&2 && die 2 "--guard takes nothing or --renew: $1" ;;
  esac
  need_packages build run test guard
  build_programs guard guard_walk
  for what in request engine_turn; do
    judge_instructions "$what" || over=1
  done
  if [ "${TIPLINE_RENEW_BUDGET-}" = true ]; then
    build_programs debug guard_tests
    "$ROOT/build/debug/tests/guard/guard_tests" --gtest_brief=1 || die 1 "the allocations could not be counted"
  fi
  if [ "$over" -ne 0 ]; then die 1 "a request costs more instructions than tests/guard/budget.json allows"; fi
}
