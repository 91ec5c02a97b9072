/*
 * inspect_oci_layout.c - the file "oci-layout", which marks a folder as an OCI image layout.
 * Source: OCI image specification 1.1, image-layout.md, "oci-layout file".
 */

#include "base/find.h"
#include "base/kit.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

static ASSAY_RESULT read_members(struct json_scan *scan, bool *known)
{
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, 0, "an object is expected");
    for (;;) {
        bool version;

        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return json_next(scan, &token);
        version = bytes_equal(scan->text, BYTES("imageLayoutVersion"));
        TRY(json_next(scan, &token));
        if (version && token == JSON_TEXT)
            *known = bytes_equal(scan->text, BYTES("1.0.0"));
        TRY(json_skip(scan, token));
    }
}

static enum assay_status oci_layout_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    struct json_scan scan;
    bool known = false;
    enum assay_status status;

    (void)subject;
    json_scan_init(&scan, cursor, &(struct json_options){.text_max = 64, .find_repeats = true});
    status = read_members(&scan, &known);
    json_scan_clear(&scan);
    TRY(status);
    if (!known)
        evidence_gap(evidence, GAP_OCI_INVALID, 0,
                     "a layout of another version than 1.0.0 is read as if it were of that");
    return ASSAY_OK;
}

static unsigned oci_layout_bid(const struct subject *subject)
{
    static const char member[] = "\"imageLayoutVersion\"";

    if (!bytes_equal(subject->name, BYTES("oci-layout")) || !bytes_contain(subject->head, member))
        return 0;
    return 8 * sizeof member;
}

const struct inspector inspect_oci_layout = {.format = "oci-layout",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_OCI_INVALID,
                                             .bid = oci_layout_bid,
                                             .read = oci_layout_read};
