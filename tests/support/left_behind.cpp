// A plugin that is stuck in a call is left behind on purpose: its thread may still use what it was given.
#ifdef __SANITIZE_ADDRESS__

extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:turnout::plugins::Library::abandon\n"
           "leak:turnout::plugins::Instance::call_create\n";
}

#endif
