/* reader_wire.c - packets between assay and a reader of archives. */

#include "source/reader_wire.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/kit.h"

static enum wire_answer answer_of_errno(void)
{
    return errno == EAGAIN || errno == EINTR ? WIRE_LATE : WIRE_BROKEN;
}

enum wire_answer wire_send(int socket, const struct wire_head *head, struct bytes first,
                           struct bytes second)
{
    struct wire_head sized = *head;
    struct iovec parts[] = {
        {&sized, sizeof sized},
        {(void *)(uintptr_t)first.data, first.size},
        {(void *)(uintptr_t)second.data, second.size},
    };
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LEN(parts)};

    sized.first = (uint32_t)first.size;
    sized.second = (uint32_t)second.size;
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? answer_of_errno() : WIRE_DONE;
}

enum wire_answer wire_receive(int socket, struct wire_head *head, uint8_t *room)
{
    struct iovec parts[] = {{head, sizeof *head}, {room, WIRE_ROOM}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LEN(parts)};
    ssize_t got = recvmsg(socket, &message, 0);

    if (got < 0)
        return answer_of_errno();
    if ((size_t)got < sizeof *head || (message.msg_flags & MSG_TRUNC) ||
        (uint64_t)head->first + head->second != (size_t)got - sizeof *head)
        return WIRE_BROKEN;
    head->text[WIRE_TEXT - 1] = '\0';
    return WIRE_DONE;
}
