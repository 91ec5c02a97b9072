/* target_list.c - the target -: reads the standard input to its end, once. */

#include "cli/target_list.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"

static enum assay_status refuse(struct assay_error *err, const char *text, const char *remedy)
{
    enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s", text);

    assay_error_id(err, "usage.bad-list");
    assay_error_do(err, "%s", remedy);
    return status;
}

static enum assay_status fail_read(struct assay_error *err)
{
    enum assay_status status =
        assay_fail_errno(err, ASSAY_EIO, errno, "cannot read the list on the standard input");

    assay_error_id(err, "file.unreadable");
    return status;
}

static enum assay_status read_all(struct buf *text, struct assay_error *err)
{
    enum { BLOCK = 64 * 1024 };

    for (;;) {
        uint8_t *room = buf_room(text, BLOCK);
        ssize_t got;

        if (text->status == ASSAY_ELIMIT)
            return refuse(err, "the list holds more than 256 MiB of names",
                          "name folders: all in them is examined");
        TRY(buf_status(text, err));
        got = read(STDIN_FILENO, room, BLOCK);
        if (got < 0 && errno != EINTR)
            return fail_read(err);
        if (cli_interrupted)
            return assay_fail(err, ASSAY_EINTERRUPTED, ASSAY_NO_OFFSET,
                              "interrupted: nothing was examined");
        if (got == 0)
            return ASSAY_OK;
        if (got > 0)
            buf_used(text, (size_t)got);
    }
}

enum assay_status target_list_read(struct cli *cli, struct assay_name_list **out,
                                   struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_LIST};
    CLEANUP(free_cleanup) char *folder = NULL;

    if (cli->has_read_list)
        return refuse(err, "the list on the standard input was named twice", "name - once");
    if (isatty(STDIN_FILENO) == 1)
        return refuse(err, "the standard input is a terminal, and no list of names",
                      "pipe one in: find . -name '*.csv' -print0 | assay check -      "
                      "(a file of that name: ./-)");
    cli->has_read_list = true;
    folder = realpath(".", NULL);
    if (!folder)
        return fail_read(err);
    TRY(read_all(&text, err));
    return assay_name_list_read((const char *)text.data, text.size, folder, out, err);
}
