/* Preloaded into the host: a disk that is slow or broken when a test says so. TURNOUT_TEST_DISK names a directory:
 * while it holds a file "hold" no sync returns; while it holds "fail" every sync fails with EIO. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int told(const char* what) {
    char path[4096];
    const char* directory = getenv("TURNOUT_TEST_DISK");
    if (directory == NULL) return 0;
    snprintf(path, sizeof path, "%s/%s", directory, what);
    return access(path, F_OK) == 0;
}

static int faulty_sync(long call, int descriptor) {
    const struct timespec pause = {0, 1000000};
    while (told("hold")) nanosleep(&pause, NULL);
    if (told("fail")) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, descriptor);
}

int fdatasync(int descriptor) {
    return faulty_sync(SYS_fdatasync, descriptor);
}

int fsync(int descriptor) {
    return faulty_sync(SYS_fsync, descriptor);
}
