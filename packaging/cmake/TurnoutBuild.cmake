# What every target of the tree is compiled with, and where its output goes.
include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(TURNOUT_PLUGIN_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/plugins")

# Clones and work trees share what ccache keeps: it sees paths as they are from the build folder.
find_program(TURNOUT_CCACHE ccache)
if(TURNOUT_CCACHE)
  set(launcher "${CMAKE_COMMAND}" -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 "${TURNOUT_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${launcher}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}")
endif()

set(TURNOUT_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")
if(TURNOUT_SANITIZE)
  add_compile_options(-fsanitize=${TURNOUT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TURNOUT_SANITIZE})
endif()

# The house's warnings. Link it privately: headers of other parties are not ours to warn about.
add_library(turnout_warnings INTERFACE)
target_compile_options(turnout_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wdouble-promotion -Wundef -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi>)

# turnout_add_part(NAME SOURCES file... USES target...)
# One folder of core: a static library turnout_NAME that is included as "core/NAME/header.hpp".
function(turnout_add_part name)
  cmake_parse_arguments(PARSE_ARGV 1 part "" "" "SOURCES;USES")
  add_library(turnout_${name} STATIC ${part_SOURCES})
  add_library(turnout::${name} ALIAS turnout_${name})
  target_include_directories(turnout_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(turnout_${name} PUBLIC ${part_USES} PRIVATE turnout_warnings)
endfunction()
