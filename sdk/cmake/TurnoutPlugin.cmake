# turnout_add_plugin(NAME [WITHOUT_LINT] source...): builds NAME.so, a plugin that the host can load, verify and unload
# again. turnout-lint checks it after each link, and fails the build if it has something to say; WITHOUT_LINT: not then.
# NAME is a target like any other: target_link_libraries(NAME PRIVATE ...) adds what the plugin needs of its own.
include_guard(GLOBAL)
set(TURNOUT_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/turnout_plugin.map" CACHE INTERNAL "Exports of a plugin")

function(turnout_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "WITHOUT_LINT" "" "")
  add_library(${name} MODULE ${plugin_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE turnout::sdk)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${TURNOUT_PLUGIN_MAP}")
  # Unique symbols keep a library mapped for ever, and later copies would share the first one's objects.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE "LINKER:--version-script=${TURNOUT_PLUGIN_MAP}" LINKER:-z,now)

  # What is missing should fail the link, not the start of the host. A sanitizer's functions come from the program.
  get_directory_property(options COMPILE_OPTIONS)
  if(NOT "${options} ${CMAKE_CXX_FLAGS} ${CMAKE_C_FLAGS}" MATCHES "-fsanitize=")
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()

  # The host loads no file that others may write to, whatever the umask was.
  add_custom_command(TARGET ${name} POST_BUILD COMMAND chmod go-w "$<TARGET_FILE:${name}>" VERBATIM)
  if(NOT plugin_WITHOUT_LINT)
    add_custom_command(TARGET ${name} POST_BUILD COMMAND turnout::turnout-lint "$<TARGET_FILE:${name}>" VERBATIM)
  endif()

  if(TURNOUT_PLUGIN_OUTPUT_DIRECTORY) # inside Turnout's own tree
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${TURNOUT_PLUGIN_OUTPUT_DIRECTORY}")
  endif()
  if(TARGET turnout_warnings)
    target_link_libraries(${name} PRIVATE turnout_warnings)
  endif()
endfunction()
