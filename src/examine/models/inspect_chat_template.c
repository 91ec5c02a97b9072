/*
 * inspect_chat_template.c - a chat template in a file of its own: chat_template.jinja, those of
 * other names in additional_chat_templates/, and what a server is given by name, which its words
 * tell. Source: transformers, "Writing a chat template"; vLLM and llama.cpp, their option
 * --chat-template.
 */

#include "base/arena.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "examine/models/chat_template.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8 };

#define FILE_NAME "chat_template.jinja"
#define FOLDER "additional_chat_templates/"

static bool holds(struct bytes text, const char *word)
{
    return memmem(text.data, text.size, word, strlen(word)) != NULL;
}

/* It lays out messages of roles; pages of the web have messages, too. */
static bool is_by_words(struct bytes head)
{
    static const char *const words[] = {"add_generation_prompt", "bos_token", "['role']",
                                        "[\"role\"]", ".role"};

    if (head.size == 0 || !holds(head, "messages"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (holds(head, words[i]))
            return true;
    return false;
}

/* The template's name, "" for the one that is used unasked; false for another file. */
static bool template_name(const struct subject *subject, struct bytes *name)
{
    static const char *const endings[] = {".jinja", ".jinja2", ".j2"};
    struct bytes folder = bytes_of(subject->path.data, subject->path.size - subject->name.size);

    *name = BYTES("");
    if (bytes_equal(subject->name, BYTES(FILE_NAME)))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (!bytes_ends(subject->name, bytes_text(endings[i])))
            continue;
        *name = bytes_of(subject->name.data, subject->name.size - strlen(endings[i]));
        return bytes_ends(folder, BYTES(FOLDER)) || is_by_words(subject->head);
    }
    return false;
}

static unsigned chat_template_bid(const struct subject *subject)
{
    struct bytes name;

    return template_name(subject, &name) ? BID_NAME : 0;
}

static enum assay_status chat_template_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct chat_template template = {0};
    enum assay_status status;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for a chat template");
    status = document_text(cursor, arena, "a chat template", LIMIT_TEMPLATE, &template.text);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    TRY(status);
    if (template_name(subject, &template.name))
        chat_template_note(&template, evidence);
    return ASSAY_OK;
}

const struct inspector inspect_chat_template = {.format = "chat-template",
                                                .kind = ASSAY_KIND_CONFIG,
                                                .text = true,
                                                .gap = GAP_MODEL_INVALID,
                                                .bid = chat_template_bid,
                                                .read = chat_template_read};
