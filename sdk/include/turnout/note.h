/* turnout/note.h - the ELF note that names a plugin before any of its code runs. The format is in sdk/ABI.md.
 *
 * A plugin in C writes it once, beside its turnout_plugin_entry; in C++ TURNOUT_PLUGIN does it:
 *   TURNOUT_NOTE("id=com.example.greeter\n" "version=1.0.0\n" "handles=channel.follow@2\n")
 */
#ifndef TURNOUT_NOTE_H
#define TURNOUT_NOTE_H

#include <turnout/abi.h>

#define TURNOUT_NOTE_SECTION ".note.turnout"
#define TURNOUT_NOTE_OWNER "Turnout"
#define TURNOUT_NOTE_MANIFEST 1u /* type of the note */

/* Oldest host that a plugin compiled with these headers runs on. One that needs more defines it before. */
#ifndef TURNOUT_ABI_REQUIRED
#define TURNOUT_ABI_REQUIRED (TURNOUT_ABI_MAJOR << 16)
#endif

#define TURNOUT_NOTE_ATTRIBUTES __attribute__((used, retain, section(TURNOUT_NOTE_SECTION), aligned(4)))
#define TURNOUT_NOTE_ROUND_UP(size) (((size) + 3u) / 4u * 4u)

#define TURNOUT_NOTE(text)                                                               \
    static const struct {                                                                \
        uint32_t owner_size, description_size, type;                                     \
        char owner[sizeof(TURNOUT_NOTE_OWNER)];                                          \
        uint32_t abi_version, abi_required;                                              \
        char lines[TURNOUT_NOTE_ROUND_UP(sizeof(text))];                                 \
    } turnout_note_ TURNOUT_NOTE_ATTRIBUTES = {sizeof(TURNOUT_NOTE_OWNER),               \
                                               8u + TURNOUT_NOTE_ROUND_UP(sizeof(text)), \
                                               TURNOUT_NOTE_MANIFEST,                    \
                                               TURNOUT_NOTE_OWNER,                       \
                                               TURNOUT_ABI_VERSION,                      \
                                               TURNOUT_ABI_REQUIRED,                     \
                                               text};

#endif
