/*
 * inspect_langchain.c - prompts and chains as LangChain writes them, JSON or YAML that `_type`
 * names, or objects that it dumps: which templates its loaders would fill in, which files and code
 * they would read.
 *
 * Templates were rendered by Jinja without a sandbox before 0.0.312; the other two forms look up
 * attributes as they are filled in, so that a name of Python's own leads out of what was given.
 *
 * Sources: LangChain, prompts/loading.py, chains/loading.py and load/load.py; CVE-2023-36095,
 * CVE-2023-36281, CVE-2025-65106.
 */

#include "base/ending.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/models/chat_template.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID = 8 * 4 /* less than what makes objects (inspect_hydra.c) */, FIELD_SHOWN = 200 };

#define TYPE "_type"
#define DUMPED "\"lc\""

/* What `_type` says of those that are read. */
static const struct type {
    const char *word;
    bool runs; /* what the model answers is run */
} types[] = {
    {"chat", false},          {"few_shot", false},  {"few_shot_with_templates", false},
    {"llm_bash_chain", true}, {"llm_chain", false}, {"pal_chain", true},
    {"prompt", false},
};

static const struct type *type_of(struct bytes word)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (bytes_equal(word, bytes_text(types[i].word)))
            return &types[i];
    return NULL;
}

static struct bytes skip(struct bytes text, const char *any)
{
    while (text.size > 0 && bytes_has(bytes_text(any), text.data[0]))
        text = bytes_from(text, 1);
    return text;
}

/* Whether what stands behind the name `_type` is a value that is known here. */
static bool is_known_value(struct bytes text)
{
    size_t size = 0;

    text = skip(skip(text, "\"'"), " \t\r\n");
    if (text.size == 0 || text.data[0] != ':')
        return false;
    text = skip(skip(bytes_from(text, 1), " \t\r\n"), "\"'");
    while (size < text.size &&
           ((text.data[size] >= 'a' && text.data[size] <= 'z') || text.data[size] == '_'))
        size++;
    return type_of(bytes_of(text.data, size)) != NULL;
}

/* How many lists and maps of JSON are open behind `text`. */
static unsigned open_behind(struct bytes text)
{
    unsigned depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && depth > 0 && (c == '}' || c == ']'))
            depth--;
    }
    return depth;
}

/* Whether a name that begins behind `before` is one of the document's own members. */
static bool is_outermost(struct bytes before)
{
    struct bytes text = skip(before, " \t\r\n");

    if (text.size > 0 && (text.data[0] == '{' || text.data[0] == '['))
        return text.data[0] == '{' && open_behind(text) == 1;
    return before.size == 0 || before.data[before.size - 1] == '\n';
}

/* {"lc": 1, "type": "constructor", ...}: an object as langchain_core dumps it. */
static bool is_dumped(struct bytes head)
{
    const uint8_t *at = head.size ? memmem(head.data, head.size, DUMPED, strlen(DUMPED)) : NULL;
    size_t before = at ? (size_t)(at - head.data) : 0;
    struct bytes rest = skip(bytes_from(head, before + strlen(DUMPED)), " \t\r\n");

    return at && rest.size > 0 && rest.data[0] == ':' && bytes_contain(rest, "\"constructor\"") &&
           bytes_contain(head, "\"kwargs\"") && is_outermost(bytes_of(head.data, before));
}

static unsigned langchain_bid(const struct subject *subject)
{
    static const char *const endings[] = {".json", ".yaml", ".yml"};
    struct bytes rest = subject->head;

    if (!ends_in_one(subject->name, endings, ARRAY_LEN(endings)))
        return 0;
    if (is_dumped(rest))
        return BID;
    while (rest.size > 0) {
        const uint8_t *at = memmem(rest.data, rest.size, TYPE, strlen(TYPE));
        size_t before;

        if (!at)
            return 0;
        before = (size_t)(at - subject->head.data);
        rest = bytes_from(subject->head, before + strlen(TYPE));
        if (before > 0 && bytes_has(BYTES("\"'"), at[-1]))
            before--;
        if (is_known_value(rest) && is_outermost(bytes_of(subject->head.data, before)))
            return BID;
    }
    return 0;
}

/* A field of a template that goes on to a name of Python's own: "{x.__class__}". */
static bool reaches(struct bytes field)
{
    return bytes_contain(field, ".__") || bytes_contain(field, "[__") ||
           bytes_contain(field, "['__") || bytes_contain(field, "[\"__");
}

static void look_at_fields(struct evidence *evidence, struct bytes text)
{
    while (text.size > 0) {
        const uint8_t *open = memchr(text.data, '{', text.size);
        const struct assay_place nowhere = {0};
        const uint8_t *close;
        struct bytes field;

        if (!open)
            return;
        text = bytes_from(text, (size_t)(open - text.data) + 1);
        close = text.size ? memchr(text.data, '}', text.size) : NULL;
        if (!close)
            return;
        field = bytes_of(text.data, (size_t)(close - text.data));
        text = bytes_from(text, field.size + 1); /* fields within it have been looked at with it */
        if (reaches(field)) {
            evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
            evidence_observe(evidence, TEMPLATE_PYTHON, ASSAY_MEDIUM, &nowhere,
                             bytes_front(field, FIELD_SHOWN));
        }
    }
}

/* Another file that is read with this one: as code by its ending, or from outside of the folder. */
static void look_at_path(struct evidence *evidence, struct bytes name, struct bytes path)
{
    bool leaves = custom_code_leaves(path);

    if (leaves || bytes_ends(path, BYTES(".py")))
        custom_code(evidence,
                    leaves && bytes_ends(path, BYTES(".py")) ? ASSAY_LOAD_DANGEROUS
                                                             : ASSAY_LOAD_SUSPICIOUS,
                    0, name, bytes_front(path, FIELD_SHOWN));
}

static bool is_template(struct bytes name)
{
    return bytes_equal(name, BYTES("template")) || bytes_equal(name, BYTES("prefix")) ||
           bytes_equal(name, BYTES("suffix"));
}

static void look_at_member(struct evidence *evidence, bool jinja, const struct doc_member *member)
{
    struct bytes name = member->name, text = member->value.text;
    const struct type *type;

    if (member->value.type != DOC_TEXT)
        return;
    type = bytes_equal(name, BYTES(TYPE)) ? type_of(text) : NULL;
    if (type && type->runs)
        custom_code(evidence, ASSAY_LOAD_SUSPICIOUS, 0, name, text);
    if (bytes_ends(name, BYTES("_path")) || bytes_equal(name, BYTES("examples")))
        look_at_path(evidence, name, text);
    if (is_template(name) && jinja)
        chat_template_inspect_escaped(text, 0, evidence);
    else if (is_template(name))
        look_at_fields(evidence, text);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH when the tree is read */
static void look_at(struct evidence *evidence, const struct doc *doc)
{
    bool jinja = bytes_equal(yaml_text(doc, "template_format"), BYTES("jinja2"));

    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            look_at(evidence, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return;
    for (size_t i = 0; i < doc->count; i++) {
        look_at_member(evidence, jinja, &doc->members[i]);
        look_at(evidence, &doc->members[i].value);
    }
}

static enum assay_status langchain_read(struct cursor *cursor, const struct subject *subject,
                                        struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    enum assay_status status;
    struct doc *doc;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a prompt");
    status = yaml_item(cursor, arena, "a prompt", &doc);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    TRY(status);
    look_at(evidence, doc);
    return ASSAY_OK;
}

const struct inspector inspect_langchain = {.format = "langchain",
                                            .kind = ASSAY_KIND_CONFIG,
                                            .text = true,
                                            .gap = GAP_MODEL_INVALID,
                                            .bid = langchain_bid,
                                            .read = langchain_read};
