/*
 * faults.h - the system calls that change files, each of which can be the last one.
 *
 * The functions of this file take the place of the C library's in the program that includes it (a
 * definition in the program comes before a shared library's). Calls are counted; at one of them the
 * process is killed, or the call fails. Where the machine loses its power, files that were not
 * synced lose their content, and names whose folder was not synced are gone.
 *
 * Include it in one source file of a test program only, before all others.
 */

#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_KILL,    /* SIGKILL instead of the call */
    FAULT_TORN,    /* half of a write, then SIGKILL */
    FAULT_SHORT,   /* half of a write, which is no failure */
    FAULT_POWER,   /* SIGKILL, and what was not synced is lost */
    FAULT_NOSPACE, /* ENOSPC from this call on */
    FAULT_IO,      /* EIO once */
    FAULT_KINDS
};

static struct {
    enum fault_kind kind;
    uint64_t at;                /* the call that goes wrong, from 1 */
    atomic_uint_fast64_t calls; /* so far, in this process */
    bool writes[1024]; /* which of the calls are writes; all of them are made by one thread */
    const char *below; /* only files below this folder are meant */
} fault;

enum { FAULT_FILES = 4096 };

/* Kinds after which a process goes on. */
static inline bool fault_returns(enum fault_kind kind)
{
    return kind == FAULT_SHORT || kind == FAULT_NOSPACE || kind == FAULT_IO;
}

/* Files made since the start, and whether they and their names are durable. */
static struct {
    char path[256];
    atomic_bool content, name;
} fault_files[FAULT_FILES];
static atomic_size_t fault_file_count;

/* From here on the calls below `folder` are counted, and the one that is `at` goes wrong. */
static inline void fault_begin(const char *folder, enum fault_kind kind, uint64_t at)
{
    memset(fault.writes, 0, sizeof fault.writes);
    atomic_store(&fault.calls, 0);
    memset(fault_files, 0, atomic_load(&fault_file_count) * sizeof fault_files[0]);
    atomic_store(&fault_file_count, 0);
    fault.kind = kind;
    fault.at = at;
    fault.below = folder;
}

static bool fault_path_of(int fd, char *out, size_t size)
{
    char link[64];
    ssize_t got;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    got = readlink(link, out, size - 1);
    if (got < 0)
        return false;
    out[got] = 0;
    return fault.below && strncmp(out, fault.below, strlen(fault.below)) == 0;
}

static bool fault_at_path(int at, const char *name, char *out, size_t size)
{
    char folder[256];

    if (name[0] == '/' || at == AT_FDCWD) {
        snprintf(out, size, "%s", name);
    } else {
        if (!fault_path_of(at, folder, sizeof folder))
            return false;
        snprintf(out, size, "%.200s/%.200s", folder, name);
    }
    return fault.below && strncmp(out, fault.below, strlen(fault.below)) == 0;
}

static void fault_made(const char *path)
{
    size_t i = atomic_fetch_add(&fault_file_count, 1);

    if (i < FAULT_FILES)
        snprintf(fault_files[i].path, sizeof fault_files[i].path, "%.250s", path);
}

static bool fault_in_folder(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 && path[size] == '/' && !strchr(path + size + 1, '/');
}

static void fault_synced(const char *path)
{
    size_t count = atomic_load(&fault_file_count);

    for (size_t i = 0; i < count && i < FAULT_FILES; i++) {
        if (strcmp(fault_files[i].path, path) == 0)
            atomic_store(&fault_files[i].content, true);
        if (fault_in_folder(fault_files[i].path, path))
            atomic_store(&fault_files[i].name, true);
    }
}

static void fault_lose(void)
{
    size_t count = atomic_load(&fault_file_count);

    for (size_t i = count < FAULT_FILES ? count : FAULT_FILES; i > 0; i--) {
        if (!atomic_load(&fault_files[i - 1].name))
            syscall(SYS_unlinkat, AT_FDCWD, fault_files[i - 1].path, 0);
        else if (!atomic_load(&fault_files[i - 1].content))
            (void)!truncate(fault_files[i - 1].path, 0);
    }
}

/* True where this call is to fail, with errno set; does not return where it is the last. */
static bool fault_now(void)
{
    uint64_t call = atomic_fetch_add(&fault.calls, 1) + 1;

    if (fault.kind == FAULT_NOSPACE && call >= fault.at) {
        errno = ENOSPC;
        return true;
    }
    if (call != fault.at)
        return false;
    if (fault.kind == FAULT_POWER)
        fault_lose();
    if (fault.kind == FAULT_KILL || fault.kind == FAULT_POWER)
        raise(SIGKILL);
    errno = EIO;
    return fault.kind == FAULT_IO;
}

ssize_t write(int fd, const void *data, size_t size)
{
    char path[256];
    uint64_t before = atomic_load(&fault.calls);

    if (!fault_path_of(fd, path, sizeof path))
        return syscall(SYS_write, fd, data, size);
    if (before + 1 < sizeof fault.writes)
        fault.writes[before + 1] = true;
    if (fault_now())
        return -1;
    if (before + 1 == fault.at && size > 1 && fault.kind == FAULT_SHORT)
        size /= 2;
    if (before + 1 == fault.at && fault.kind == FAULT_TORN) {
        (void)!syscall(SYS_write, fd, data, size / 2);
        raise(SIGKILL);
    }
    return syscall(SYS_write, fd, data, size);
}

int openat(int at, const char *name, int flags, ...)
{
    char path[512];
    mode_t mode = 0;
    struct stat status;
    bool counts, is_new;
    va_list args;
    int fd;

    va_start(args, flags);
    if (flags & O_CREAT)
        mode = va_arg(args, mode_t);
    va_end(args);
    counts = (flags & O_CREAT) && fault_at_path(at, name, path, sizeof path);
    if (counts && fault_now())
        return -1;
    is_new = counts && stat(path, &status) != 0;
    fd = (int)syscall(SYS_openat, at, name, flags, mode);
    if (fd >= 0 && is_new)
        fault_made(path);
    return fd;
}

int mkdirat(int at, const char *name, mode_t mode)
{
    char path[512];

    if (fault_at_path(at, name, path, sizeof path) && fault_now())
        return -1;
    return (int)syscall(SYS_mkdirat, at, name, mode);
}

int fsync(int fd)
{
    char path[256];
    int done;

    if (!fault_path_of(fd, path, sizeof path))
        return (int)syscall(SYS_fsync, fd);
    if (fault_now())
        return -1;
    done = (int)syscall(SYS_fsync, fd);
    if (done == 0)
        fault_synced(path);
    return done;
}

int renameat(int from, const char *old, int to, const char *new)
{
    char path[512];

    if (fault_at_path(to, new, path, sizeof path) && fault_now())
        return -1;
    return (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

int unlinkat(int at, const char *name, int flags)
{
    char path[512];

    if (fault_at_path(at, name, path, sizeof path) && fault_now())
        return -1;
    return (int)syscall(SYS_unlinkat, at, name, flags);
}
