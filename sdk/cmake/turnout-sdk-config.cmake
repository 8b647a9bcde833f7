# find_package(turnout-sdk): the target turnout::sdk and turnout_add_plugin(NAME source...).
include("${CMAKE_CURRENT_LIST_DIR}/turnout-sdk-targets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/TurnoutPlugin.cmake")
