/* model_node.c - nodes of the report model and their attributes; a lack of memory is kept. */

#include "base/codec.h"
#include "base/kit.h"
#include "inventory/path.h"
#include "report/model_part.h"
#include "report/show.h"
#include "report/xml.h"

xmlNode *model_add(struct model *model, xmlNode *parent, const char *name)
{
    xmlNode *node = parent ? xmlNewChild(parent, NULL, xml_chars(name), NULL) : NULL;

    if (!node)
        model->failed = true;
    return node;
}

void model_set(struct model *model, xmlNode *node, const char *name, const char *text)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, SIZE_MAX / 2);
    xml_show(&shown, bytes_text(text));
    if (!node || !xmlNewProp(node, xml_chars(name), xml_chars(buf_string(&shown))) ||
        shown.status != ASSAY_OK)
        model->failed = true;
}

void model_set_optional(struct model *model, xmlNode *node, const char *name, const char *text)
{
    if (text && text[0] != '\0')
        model_set(model, node, name, text);
}

void model_set_text(struct model *model, xmlNode *node, const char *name)
{
    if (model->text.status != ASSAY_OK)
        model->failed = true;
    model_set_optional(model, node, name, buf_string(&model->text));
    buf_reset(&model->text);
}

void model_set_count(struct model *model, xmlNode *node, const char *name, uint64_t count)
{
    show_count(&model->text, count);
    model_set_text(model, node, name);
}

void model_set_date(struct model *model, xmlNode *node, const char *name, int64_t seconds)
{
    show_date(&model->text, seconds);
    model_set_text(model, node, name);
}

void model_set_hex(struct model *model, xmlNode *node, const char *name, const uint8_t sha256[32])
{
    char hex[2 * 32 + 1];

    hex_encode(bytes_of(sha256, 32), hex);
    model_set(model, node, name, hex);
}

void model_set_anchor(struct model *model, xmlNode *node, const char *prefix, const char *words)
{
    bool dash = false;

    buf_printf(&model->text, "ASY-%s", prefix);
    for (; *words != '\0'; words++) {
        char c = *words;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            if (dash)
                buf_byte(&model->text, '-');
            dash = false;
            buf_byte(&model->text, (uint8_t)c);
        } else {
            dash = true;
        }
    }
    model_set_text(model, node, "anchor");
}

void model_set_path(struct model *model, xmlNode *node, const struct assay_path *path)
{
    CLEANUP(buf_clear) struct buf raw;

    buf_init(&raw, SIZE_MAX / 2);
    path_write(path, false, &raw);
    path_write(path, true, &model->text);
    if (!bytes_equal(buf_bytes(&raw), buf_bytes(&model->text))) {
        CLEANUP(buf_clear) struct buf hex;

        buf_init(&hex, SIZE_MAX / 2);
        for (size_t i = 0; i < raw.size; i++)
            buf_printf(&hex, "%02x", raw.data[i]);
        model_set(model, node, "hex", buf_string(&hex));
    }
    model_set_text(model, node, "path");
}
