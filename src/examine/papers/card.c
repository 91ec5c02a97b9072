/* card.c - what the readers of cards share. */

#include "examine/papers/card.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/place.h"
#include "examine/encoding/document.h"
#include "examine/words/spdx.h"
#include "inventory/gaps.h"

enum card_text_size { NAME_SHOWN = 80, FIELD_NAME_MAX = 128 };

enum assay_status card_text(struct cursor *cursor, struct arena *arena, struct bytes *text)
{
    return document_text(cursor, arena, "a card", LIMIT_CARD, text);
}

void card_invalid(struct card *card, const struct doc *node, const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    evidence_gap(card->evidence, GAP_CARD_INVALID,
                 card->base + place_offset(card->source.text, node->line, node->column),
                 "line %" PRIu32 ": %s", node->line, text);
}

void card_invalid_yaml(struct card *card, const struct assay_error *failure)
{
    struct doc node = {.line = failure->line, .column = failure->column};

    card_invalid(card, &node, "%s", failure->text);
}

static struct bytes field_name(const char *prefix, const char *name, char out[FIELD_NAME_MAX])
{
    snprintf(out, FIELD_NAME_MAX, "%s%s", prefix, name);
    return bytes_text(out);
}

void card_missing(struct card *card, const char *prefix, const char *name)
{
    char text[FIELD_NAME_MAX];

    evidence_set(card->evidence, ASSAY_FACT_CARD_FIELDS_MISSING, MEASURED,
                 field_name(prefix, name, text));
}

void card_placeholder(struct card *card, const char *prefix, const char *name)
{
    char text[FIELD_NAME_MAX];

    evidence_set(card->evidence, ASSAY_FACT_CARD_FIELDS_PLACEHOLDER, MEASURED,
                 field_name(prefix, name, text));
}

static struct bytes trim(struct bytes text)
{
    return bytes_trim(text, BYTES(" \t\n\r"));
}

static bool is_word_byte(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           byte >= 0x80;
}

/* Begins with a word that puts it off: such a text is nowhere an answer. */
static bool is_put_off(struct bytes text)
{
    static const char *const first[] = {"fixme",
                                        "fill in",
                                        "fill me",
                                        "lorem ipsum",
                                        "more information needed",
                                        "placeholder",
                                        "tba",
                                        "tbc",
                                        "tbd",
                                        "to be decided",
                                        "to be defined",
                                        "to be done",
                                        "to be determined",
                                        "todo",
                                        "xxx"};

    for (size_t i = 0; i < ARRAY_LEN(first); i++) {
        size_t size = strlen(first[i]);

        if (text.size >= size && strncasecmp((const char *)text.data, first[i], size) == 0 &&
            (text.size == size || !is_word_byte(text.data[size])))
            return true;
    }
    return false;
}

bool card_is_placeholder(struct bytes text)
{
    /* These alone say that nothing was said. */
    static const char *const whole[] = {
        "-",   "--",           "?",         "???",      "n/a",        "n.a.", "na",
        "...", "\xe2\x80\xa6", "change me", "changeme", "unknown yet"};

    text = trim(text);
    if (text.size == 0)
        return true;
    if (text.size > 2 && (text.data[0] == '<' || text.data[0] == '[') &&
        text.data[text.size - 1] == (text.data[0] == '<' ? '>' : ']'))
        return true; /* <purpose>, [More Information Needed] */
    for (size_t i = 0; i < ARRAY_LEN(whole); i++)
        if (text.size == strlen(whole[i]) &&
            strncasecmp((const char *)text.data, whole[i], text.size) == 0)
            return true;
    return is_put_off(text);
}

bool card_says_nothing(struct bytes text)
{
    enum { WORDS = 3 }; /* "to be decided" */
    size_t words = 0;

    if (!card_is_placeholder(text))
        return false;
    for (size_t i = 0; i < text.size; i++)
        words += text.data[i] > ' ' && (i == 0 || text.data[i - 1] <= ' ');
    return words <= WORDS;
}

/* NOLINTBEGIN(misc-no-recursion): bounded by LIMIT_YAML_DEPTH, which the reader of cards holds */

/* Text of a node as one line: lists joined by "; ", maps as "name: value". */
static void flatten(const struct doc *node, struct buf *out)
{
    if (node->type == DOC_TEXT) {
        struct bytes text = trim(node->text);

        buf_add(out, text.data, text.size);
    } else if (node->type == DOC_LIST) {
        for (size_t i = 0; i < node->count; i++) {
            buf_text(out, i ? "; " : "");
            flatten(&node->items[i], out);
        }
    } else if (node->type == DOC_MAP) {
        for (size_t i = 0; i < node->count; i++) {
            buf_text(out, i ? "; " : "");
            buf_add(out, node->members[i].name.data, node->members[i].name.size);
            buf_text(out, ": ");
            flatten(&node->members[i].value, out);
        }
    }
}

/* True where all texts in the node are placeholders, or it holds none. */
static bool says_nothing(const struct doc *node)
{
    switch (node->type) {
    case DOC_TEXT:
        return card_is_placeholder(node->text);
    case DOC_LIST:
        for (size_t i = 0; i < node->count; i++)
            if (!says_nothing(&node->items[i]))
                return false;
        return true;
    case DOC_MAP:
        for (size_t i = 0; i < node->count; i++)
            if (!says_nothing(&node->members[i].value))
                return false;
        return true;
    default:
        return false;
    }
}

/* Whether some text below a node was put off: what stands beside it does not make it an answer. */
static bool is_put_off_inside(const struct doc *node, const struct card_field *field)
{
    for (size_t i = 0; node->type == DOC_LIST && i < node->count; i++) {
        const struct doc *item = &node->items[i];
        bool is_name =
            field->shape == CARD_NAMES && item->type == DOC_TEXT; /* of a column, "tba" */

        if ((item->type == DOC_TEXT && !is_name && is_put_off(trim(item->text))) ||
            is_put_off_inside(item, field))
            return true;
    }
    for (size_t i = 0; node->type == DOC_MAP && i < node->count; i++) {
        const struct doc *value = &node->members[i].value;

        if ((value->type == DOC_TEXT && is_put_off(trim(value->text))) ||
            is_put_off_inside(value, field))
            return true;
    }
    return false;
}

/* NOLINTEND(misc-no-recursion) */

static bool is_empty(const struct doc *node)
{
    if (node->type == DOC_TEXT)
        return trim(node->text).size == 0 ||
               (node->plain &&
                (bytes_equal(node->text, BYTES("~")) || bytes_equal(node->text, BYTES("null"))));
    return node->count == 0;
}

static void tell_words(struct card *card, const struct doc *node, const struct card_field *field)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, (size_t)2 * LIMIT_CARD);
    flatten(node, &text);
    evidence_text(card->evidence, field->fact, DECLARED, buf_bytes(&text));
}

static void tell_names(struct card *card, const struct doc *node, const struct card_field *field)
{
    if (node->type == DOC_TEXT) {
        evidence_set(card->evidence, field->fact, DECLARED, trim(node->text));
    } else if (node->type == DOC_MAP) {
        for (size_t i = 0; i < node->count; i++)
            evidence_set(card->evidence, field->fact, DECLARED, node->members[i].name);
    } else {
        for (size_t i = 0; i < node->count; i++) {
            const struct doc *item = &node->items[i], *name = doc_get(item, "name");

            if (item->type == DOC_TEXT)
                name = item;
            if (name && name->type == DOC_TEXT)
                evidence_set(card->evidence, field->fact, DECLARED, trim(name->text));
            else
                card_invalid(card, item, "\"%s\" takes texts, or maps with a \"name\"",
                             field->name);
        }
    }
}

static bool tell_count(struct card *card, const struct doc *node, const struct card_field *field)
{
    uint64_t count;

    if (node->type != DOC_TEXT || !text_u64(node->text, &count)) {
        card_invalid(card, node, "\"%s\" takes a whole number, such as 12000", field->name);
        return false;
    }
    evidence_int(card->evidence, field->fact, DECLARED, count);
    return true;
}

static bool tell_choice(struct card *card, const struct doc *node, const struct card_field *field)
{
    CLEANUP(buf_clear) struct buf words = {.ceiling = 1024};

    if (node->type == DOC_TEXT)
        for (const char *const *choice = field->choices; *choice; choice++)
            if (bytes_equal(node->text, bytes_text(*choice))) {
                evidence_text(card->evidence, field->fact, DECLARED, node->text);
                return true;
            }
    for (const char *const *choice = field->choices; *choice; choice++)
        buf_printf(&words, "%s%s", choice == field->choices ? "" : ", ", *choice);
    card_invalid(card, node, "\"%s\" takes one of: %s", field->name, buf_string(&words));
    return false;
}

static void tell_licence(struct card *card, const struct doc *node, const struct card_field *field)
{
    CLEANUP(buf_clear) struct buf id = {.ceiling = (size_t)4 * LIMIT_CARD};

    if (node->type != DOC_TEXT) {
        card_invalid(card, node, "\"%s\" takes SPDX identifiers, such as Apache-2.0", field->name);
        return;
    }
    spdx_normalise(trim(node->text), &id);
    evidence_set(card->evidence, field->fact, DECLARED, buf_bytes(&id));
}

static void tell_licences(struct card *card, const struct doc *node, const struct card_field *field)
{
    if (node->type != DOC_LIST)
        tell_licence(card, node, field);
    else
        for (size_t i = 0; i < node->count; i++)
            tell_licence(card, &node->items[i], field);
}

const struct doc *card_read_field(struct card *card, const struct doc *map, const char *prefix,
                                  const struct card_field *field)
{
    const struct doc *node = doc_get(map, field->name);

    if (!node || is_empty(node)) {
        if (field->need == CARD_REQUIRED || (field->need == CARD_IF_PERSONAL && card->personal))
            card_missing(card, prefix, field->name);
        return NULL;
    }
    if (says_nothing(node)) {
        card_placeholder(card, prefix, field->name);
        return NULL;
    }
    if (is_put_off_inside(node, field))
        card_placeholder(card, prefix, field->name);
    switch (field->shape) {
    case CARD_WORDS:
        tell_words(card, node, field);
        return node;
    case CARD_NAMES:
        tell_names(card, node, field);
        return node;
    case CARD_COUNT:
        return tell_count(card, node, field) ? node : NULL;
    case CARD_CHOICE:
        return tell_choice(card, node, field) ? node : NULL;
    case CARD_LICENCES:
        tell_licences(card, node, field);
        return node;
    }
    return NULL;
}

void card_check_keys(struct card *card, const struct doc *map, const char *what,
                     const char *const *known, size_t count)
{
    size_t told = 0;

    for (size_t i = 0; i < map->count; i++) {
        const struct doc_member *member = &map->members[i];
        struct doc node = {.line = member->line, .column = member->column};
        CLEANUP(buf_clear) struct buf shown = {.ceiling = (size_t)8 * NAME_SHOWN};
        const char *nearest = NULL;

        if (bytes_is_one_of(member->name, known, count))
            continue;
        if (++told > LIMIT_ITEM_GAPS) { /* one more, so that it is known that there are more */
            card_invalid(card, &node, "more unknown keys in %s", what);
            return;
        }
        text_show(&shown, bytes_front(member->name, NAME_SHOWN));
        if (member->name.size < NAME_SHOWN)
            nearest = text_nearest((const char *)member->name.data, known, count);
        if (nearest)
            card_invalid(card, &node, "unknown key \"%s\" in %s: did you mean \"%s\"?",
                         buf_string(&shown), what, nearest);
        else
            card_invalid(card, &node, "unknown key \"%s\" in %s", buf_string(&shown), what);
    }
}
