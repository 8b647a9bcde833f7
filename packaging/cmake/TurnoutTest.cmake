# Every doctest case is a test of its own for ctest, so that "N passed, N failed" counts cases, not programs.
include_guard(GLOBAL)
include(doctest)

# turnout_add_test(NAME SOURCES file... USES target... [TIMEOUT seconds] [LABELS label...] [SERIAL])
# A case's name must not hold a semicolon: CMake would take it for two cases.
# SERIAL: its cases never run beside another test (they need the machine for themselves).
function(turnout_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "SERIAL" "TIMEOUT" "SOURCES;USES;LABELS")
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE ${test_USES} doctest::doctest turnout_test_main turnout_warnings)
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 60)
  endif()
  set(properties TIMEOUT ${test_TIMEOUT})
  if(TURNOUT_SANITIZE STREQUAL "thread")
    list(APPEND properties ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
  elseif(TURNOUT_SANITIZE MATCHES "address")
    # Little of what was freed is kept: tests look at the memory of the host.
    list(APPEND properties ENVIRONMENT "ASAN_OPTIONS=quarantine_size_mb=8")
  endif()
  if(test_LABELS)
    list(APPEND properties LABELS "${test_LABELS}")
  endif()
  if(test_SERIAL)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  doctest_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES ${properties})
endfunction()
