// The verbs, each in a file of its own.
#pragma once
#include "core/app/command.hpp"

#include <memory>

namespace turnout::app {

std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_dev_command();
std::unique_ptr<Command> make_send_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_plugins_list_command();
std::unique_ptr<Command> make_plugins_inspect_command();
std::unique_ptr<Command> make_plugins_try_command();
std::unique_ptr<Command> make_plugins_new_command();
std::unique_ptr<Command> make_plugins_forget_command();
// Clients of a running host.
std::unique_ptr<Command> make_status_command();
std::unique_ptr<Command> make_reload_command();
std::unique_ptr<Command> make_routes_list_command();
std::unique_ptr<Command> make_routes_pause_command();
std::unique_ptr<Command> make_routes_resume_command();
std::unique_ptr<Command> make_routes_drop_command();
std::unique_ptr<Command> make_events_list_command();
std::unique_ptr<Command> make_events_show_command();
std::unique_ptr<Command> make_events_replay_command();
std::unique_ptr<Command> make_dead_list_command();
std::unique_ptr<Command> make_dead_show_command();
std::unique_ptr<Command> make_dead_replay_command();
std::unique_ptr<Command> make_dead_drop_command();
std::unique_ptr<Command> make_tail_command();
std::unique_ptr<Command> make_secret_generate_command();
std::unique_ptr<Command> make_secret_rotate_command();
std::unique_ptr<Command> make_version_command();

} // namespace turnout::app
