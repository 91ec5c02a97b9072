/* reader_host.c - the process that forks a reader for each archive, and has no threads. */

#include "source/reader_host.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/fail.h"
#include "source/reader_process.h"
#include "source/reader_rights.h"

struct reader_host {
    int control;
    pid_t process;
};

/* Room for one descriptor that is passed on. Source: cmsg(3). */
union passing {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

/* ---- in the process ---- */

static int passed(struct msghdr *message)
{
    const struct cmsghdr *head = CMSG_FIRSTHDR(message);
    int descriptor;

    if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
        return -1;
    memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    return descriptor;
}

static void start_reader(int control, int socket, enum container_format format)
{
    pid_t host = getpid(), process = fork();

    if (process == 0) {
        close(control);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != host)
            _exit(0);
        reader_process_run(socket, format);
    }
    close(socket);
}

static _Noreturn void serve(int control)
{
    for (;;) {
        enum container_format format = CONTAINER_NONE;
        struct iovec part = {&format, sizeof format};
        union passing passing;
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = &passing,
                                 .msg_controllen = sizeof passing};
        ssize_t got = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
        int socket;

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            _exit(0); /* assay needs no more of them */
        socket = passed(&message);
        if (socket >= 0)
            start_reader(control, socket, format);
    }
}

/* ---- in assay ---- */

enum assay_status reader_host_start(struct reader_host **out, struct assay_error *err)
{
    struct reader_host *host = calloc(1, sizeof *host);
    pid_t caller = getpid();
    int ends[2];

    if (!host)
        return fail_no_memory(err);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        free(host);
        return assay_fail_errno(err, ASSAY_EINTERNAL, errno, "cannot make a pair of sockets");
    }
    host->control = ends[0];
    host->process = fork();
    if (host->process == 0) {
        int control = reader_rights_leave(ends[1]);

        if (control < 0 || getppid() != caller)
            _exit(1);
        serve(control);
    }
    close(ends[1]);
    if (host->process < 0) {
        int sys = errno;

        close(host->control);
        free(host);
        return assay_fail_errno(err, ASSAY_EINTERNAL, sys, "cannot start a process");
    }
    *out = host;
    return ASSAY_OK;
}

void reader_host_stop(struct reader_host *host)
{
    if (!host)
        return;
    close(host->control);
    while (waitpid(host->process, NULL, 0) < 0 && errno == EINTR)
        ;
    free(host);
}

enum assay_status reader_host_ask(const struct reader_host *host, enum container_format format,
                                  int *socket, struct assay_error *err)
{
    struct iovec part = {&format, sizeof format};
    union passing passing = {.room = {0}};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &passing,
                             .msg_controllen = sizeof passing};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    int ends[2], sys;
    ssize_t sent;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return assay_fail_errno(err, ASSAY_EINTERNAL, errno, "cannot make a pair of sockets");
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof ends[1]);
    memcpy(CMSG_DATA(head), &ends[1], sizeof ends[1]);
    do
        sent = sendmsg(host->control, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    sys = errno;
    close(ends[1]);
    if (sent < 0) {
        close(ends[0]);
        return assay_fail_errno(err, ASSAY_EINTERNAL, sys, "cannot start a reader of archives");
    }
    *socket = ends[0];
    return ASSAY_OK;
}
