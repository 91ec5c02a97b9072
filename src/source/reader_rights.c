/*
 * reader_rights.c - gives up what a process that reads hostile bytes does not need.
 * Source: Linux, seccomp(2), prctl(2), setrlimit(2), proc(5).
 */

#include "source/reader_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0 /* whose own memory and calls are past what is granted here */
#endif

int reader_rights_leave(int socket)
{
    enum { FIRST = 3 };
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return -1;
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        sigaction(signals[i], &ignored, NULL);
    for (int i = 0; i < FIRST; i++)
        if (dup2(null, i) < 0)
            return -1;
    if (socket != FIRST && dup2(socket, FIRST) < 0)
        return -1;
    closefrom(FIRST + 1);
    return FIRST;
}

/* Bytes of data that the process has from the one it was forked from. */
static uint64_t inherited(void)
{
    enum { BEFORE = 5 }; /* numbers in the line in front of that of pages with data and stack */
    char line[256] = "", *at = line;
    FILE *file = fopen("/proc/self/statm", "re");

    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = 0;
    fclose(file);
    for (int i = 0; i < BEFORE && at; i++)
        at = strchr(at + (i > 0), ' ');
    return at ? strtoull(at, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool limit(int resource, uint64_t most)
{
    return setrlimit((__rlimit_resource_t)resource, &(struct rlimit){most, most}) == 0;
}

#if defined(__x86_64__)
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_MACHINE
#define ALLOW(name)                                                                                \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1),                                         \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Bytes over the socket, memory and time; all else fails, as it would without the right to it. */
static bool filter_calls(void)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(recvmsg),
        ALLOW(sendmsg),
        ALLOW(brk),
        ALLOW(mmap),
        ALLOW(munmap),
        ALLOW(mremap),
        ALLOW(mprotect),
        ALLOW(madvise),
        ALLOW(futex),
        ALLOW(setitimer),
        ALLOW(clock_gettime),
        ALLOW(gettimeofday),
        ALLOW(getrandom),
        ALLOW(rt_sigreturn),
        ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog program = {.len = ARRAY_LEN(steps), .filter = steps};

    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ||
           errno == EINVAL; /* a kernel without it: what is left is the limits */
}
#else
static bool filter_calls(void)
{
    return true;
}
#endif

bool reader_rights_drop(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) &&
           (HAS_SANITIZER ||
            (limit(RLIMIT_DATA, inherited() + LIMIT_READER_MEMORY) && filter_calls()));
}
