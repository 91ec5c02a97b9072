/*
 * yolo_layers.c - what a model of YOLO, as YAML, has evaluated when it is made: `activation` by all
 * of its readers, modules and arguments of layers, [from, repeats, module, [arguments]], by those
 * before ultralytics.
 *
 * Source: ultralytics, nn/tasks.py, parse_model(); YOLOv5, models/yolo.py, parse_model().
 */

#include "examine/models/yolo_layers.h"

#include "base/find.h"
#include "base/kit.h"
#include "examine/python/custom_code.h"
#include "examine/python/pickle_names.h"

enum { MODULE = 2, TEXT_SHOWN = 200 };

static const char *const parts[] = {"backbone", "head"};

bool yolo_layers_may_be(struct bytes text)
{
    return bytes_contain(text, "backbone");
}

static bool is_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9');
}

static bool is_plain(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_letter(text.data[i]) && !bytes_has(BYTES(" .,=+-'\"/"), text.data[i]))
            return false;
    return true;
}

/* "nn.LeakyReLU(0.1)": a layer of torch's, or of the reader's own, made of values. */
static bool is_layer(struct bytes text)
{
    static const char *const homes[] = {"torch.nn.", "nn."};
    const uint8_t *open = text.size ? memchr(text.data, '(', text.size) : NULL;
    size_t name = open ? (size_t)(open - text.data) : text.size;
    size_t from = 0;

    for (size_t i = 0; i < ARRAY_LEN(homes) && from == 0; i++)
        if (bytes_starts(text, bytes_text(homes[i])))
            from = strlen(homes[i]);
    return open && name >= from && pickle_class_like(bytes_of(text.data + from, name - from)) &&
           bytes_ends(text, BYTES(")")) &&
           is_plain(bytes_of(text.data + name + 1, text.size - name - 2));
}

/* What is evaluated of `doc`, and of what is in it.
 * NOLINTNEXTLINE(misc-no-recursion): LIMIT_YAML_DEPTH bounds it when the tree is read */
static bool look_at_value(struct evidence *evidence, const char *field, const struct doc *doc)
{
    bool told = false;

    for (size_t i = 0; doc->type == DOC_LIST && i < doc->count; i++)
        told |= look_at_value(evidence, field, &doc->items[i]);
    if (doc->type != DOC_TEXT ||
        ((is_plain(doc->text) || is_layer(doc->text)) && !bytes_contain(doc->text, "__")))
        return told;
    custom_code(evidence, ASSAY_LOAD_DANGEROUS, 0, bytes_text(field),
                bytes_front(doc->text, TEXT_SHOWN));
    return true;
}

static bool is_layers(const struct doc *part)
{
    return part && part->type == DOC_LIST && part->count > 0 && part->items[0].type == DOC_LIST;
}

static bool look_at_layers(struct evidence *evidence, const char *field, const struct doc *part)
{
    bool told = false;

    for (size_t i = 0; is_layers(part) && i < part->count; i++)
        for (size_t j = MODULE; part->items[i].type == DOC_LIST && j < part->items[i].count; j++)
            told |= look_at_value(evidence, field, &part->items[i].items[j]);
    return told;
}

bool yolo_layers_look_at(struct evidence *evidence, const struct doc *root)
{
    const struct doc *activation = doc_get(root, "activation");
    bool told = false, layers = false;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        layers |= is_layers(doc_get(root, parts[i]));
        told |= look_at_layers(evidence, parts[i], doc_get(root, parts[i]));
    }
    if (layers && activation)
        told |= look_at_value(evidence, "activation", activation);
    return told;
}
