/*
 * yolo_settings.c - see yolo_settings.h. Releases before the end of 2025 evaluate the metadata;
 * `download` of a data set is run as a script, by a shell or by Python, where its pictures are not
 * found.
 *
 * Source: ultralytics, nn/autobackend.py; data/utils.py, check_det_dataset().
 */

#include "examine/models/yolo_settings.h"

#include "base/find.h"
#include "base/kit.h"
#include "examine/python/custom_code.h"

enum { TEXT_SHOWN = 200 };

static bool is_word(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9');
}

/* A name, or what stands in brackets, directly before a round one outside of quotes: a call. */
static bool has_call(struct bytes text)
{
    uint8_t quote = 0;

    for (size_t i = 0; i < text.size; i++) {
        const uint8_t byte = text.data[i];

        if (quote && byte == '\\')
            i++;
        else if (quote)
            quote = byte == quote ? 0 : quote;
        else if (byte == '\'' || byte == '"')
            quote = byte;
        else if (byte == '(' && i > 0 &&
                 (is_word(text.data[i - 1]) || bytes_has(BYTES(")]"), text.data[i - 1])))
            return true;
    }
    return false;
}

bool yolo_metadata_runs(struct bytes name, struct bytes value)
{
    static const char *const evaluated[] = {"args",      "end2end",   "imgsz",
                                            "kpt_names", "kpt_shape", "names"};

    return bytes_is_one_of(name, evaluated, ARRAY_LEN(evaluated)) && has_call(value);
}

static bool look_at_metadata(struct evidence *evidence, const struct doc *root)
{
    bool told = false;

    for (size_t i = 0; doc_get(root, "stride") && i < root->count; i++) {
        const struct doc_member *member = &root->members[i];

        if (member->value.type != DOC_TEXT || !yolo_metadata_runs(member->name, member->value.text))
            continue;
        custom_code(evidence, ASSAY_LOAD_DANGEROUS, 0, member->name,
                    bytes_front(member->value.text, TEXT_SHOWN));
        told = true;
    }
    return told;
}

/* An archive is only fetched. Scripts are usual, in data sets as ultralytics has them. */
static bool look_at_download(struct evidence *evidence, const struct doc *root)
{
    static const char *const runners[] = {"__import__", "eval(",     "exec(",
                                          "os.popen",   "os.system", "subprocess"};
    const struct doc *download = doc_get(root, "download");
    enum assay_load load = ASSAY_LOAD_SUSPICIOUS;

    if (!download || download->type != DOC_TEXT || download->text.size == 0 ||
        bytes_starts(download->text, BYTES("http")) || !doc_get(root, "val") ||
        !(doc_get(root, "names") || doc_get(root, "nc")))
        return false;
    if (download->plain &&
        (bytes_equal(download->text, BYTES("null")) || bytes_equal(download->text, BYTES("~"))))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(runners); i++)
        if (bytes_contain(download->text, runners[i]))
            load = ASSAY_LOAD_DANGEROUS;
    custom_code(evidence, load, 0, BYTES("download"), bytes_front(download->text, TEXT_SHOWN));
    return true;
}

bool yolo_settings_look_at(struct evidence *evidence, const struct doc *root)
{
    bool told;

    if (root->type != DOC_MAP)
        return false;
    told = look_at_metadata(evidence, root);
    told |= look_at_download(evidence, root);
    return told;
}
