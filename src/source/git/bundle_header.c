/* bundle_header.c - the lines of a bundle: a signature, capabilities, commits needed, refs. */

#include "source/git/bundle_header.h"

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/object_id.h"

static const struct bytes signatures[] = {
    {(const uint8_t *)"# v2 git bundle\n", 16},
    {(const uint8_t *)"# v3 git bundle\n", 16},
};

static const struct bytes *signature_of(struct bytes head)
{
    for (size_t i = 0; i < ARRAY_LEN(signatures); i++)
        if (bytes_starts(head, signatures[i]))
            return &signatures[i];
    return NULL;
}

bool bundle_header_begins(struct bytes head)
{
    const struct bytes *signature = signature_of(head);
    struct bytes next = bytes_from(head, signature ? signature->size : head.size);
    struct object_id id;

    if (bytes_starts(next, BYTES("@")) || bytes_starts(next, BYTES("\nPACK")))
        return true;
    if (bytes_starts(next, BYTES("-")))
        next = bytes_from(next, 1);
    return object_id_take(&next, &id);
}

static bool take_line(struct bytes *rest, struct bytes *line)
{
    *line = bytes_until(*rest, '\n');
    if (line->size == rest->size)
        return false;
    *rest = bytes_from(*rest, line->size + 1);
    return true;
}

static void read_capability(struct bytes line, struct bundle_header *header)
{
    if (bytes_equal(line, BYTES("@object-format=sha256")))
        header->id_size = 32;
    else if (!bytes_equal(line, BYTES("@object-format=sha1")) &&
             !bytes_starts(line, BYTES("@filter=")))
        header->extended = true;
}

/* "-ID comment" or "ID ref". */
static bool read_id(struct bytes line, struct bundle_header *header)
{
    struct object_id id;

    if (bytes_starts(line, BYTES("-"))) {
        header->needs++;
        line = bytes_from(line, 1);
    }
    return object_id_take(&line, &id) && id.size == header->id_size &&
           (line.size == 0 || line.data[0] == ' ');
}

enum assay_status bundle_header_parse(struct bytes bytes, struct bundle_header *out, bool *more,
                                      struct assay_error *err)
{
    const struct bytes *signature = signature_of(bytes);
    struct bundle_header header = {.id_size = 20};
    struct bytes rest, line;

    *more = false;
    if (!signature)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER, "it does not begin as a bundle");
    rest = bytes_from(bytes, signature->size);
    while (take_line(&rest, &line)) {
        uint64_t at = (uint64_t)(line.data - bytes.data);

        if (line.size == 0) {
            header.size = at + 1;
            *out = header;
            return ASSAY_OK;
        }
        if (line.data[0] == '@') {
            read_capability(line, &header);
        } else if (!read_id(line, &header)) {
            enum assay_status status =
                fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                        "a line of a bundle that git does not write: no id begins it");

            if (err)
                err->offset = at;
            return status;
        }
    }
    *more = true;
    return ASSAY_OK;
}
