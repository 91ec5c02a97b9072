/*
 * inspect_notices.c - NOTICE, CREDITS, ATTRIBUTION and kin: the lines in which a product names the
 * makers of its parts. Rules on licences look for what is owed among them.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"

enum { BID_NAME = 8 };

static bool begins_folded(struct bytes name, const char *word)
{
    size_t size = strlen(word);

    if (name.size < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        uint8_t c = name.data[i];

        if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != word[i])
            return false;
    }
    return true;
}

/* The word, an s behind it or none, and no more than the ending of a text. */
static bool is_notices_name(struct bytes name)
{
    static const char *const words[] = {
        "acknowledgement", "acknowledgment",     "attribution",        "credit",
        "notice",          "third-party-notice", "third_party_notice", "thirdpartynotice"};
    static const char *const endings[] = {"", ".md", ".rst", ".txt"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct bytes rest;

        if (!begins_folded(name, words[i]))
            continue;
        rest = bytes_from(name, strlen(words[i]));
        if (rest.size > 0 && (rest.data[0] | 0x20) == 's')
            rest = bytes_from(rest, 1);
        for (size_t j = 0; j < ARRAY_LEN(endings); j++)
            if (rest.size == strlen(endings[j]) && begins_folded(rest, endings[j]))
                return true;
    }
    return false;
}

static unsigned notices_bid(const struct subject *subject)
{
    struct bytes front = subject->head;

    return is_notices_name(subject->name) && !(front.size > 0 && memchr(front.data, 0, front.size))
               ? (unsigned)BID_NAME
               : 0;
}

static enum assay_status notices_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    (void)subject;
    for (;;) {
        struct bytes line;
        bool more;

        TRY(claim_line(cursor, &line, &more));
        if (!more)
            return ASSAY_OK;
        while (line.size > 0 && bytes_has(BYTES(" \t\r"), line.data[line.size - 1]))
            line.size--;
        if (line.size > 0)
            evidence_list(evidence, ASSAY_FACT_DOCUMENT_NOTICES, MEASURED, line);
    }
}

const struct inspector inspect_notices = {.format = "notices",
                                          .kind = ASSAY_KIND_DOCUMENT,
                                          .text = true,
                                          .bid = notices_bid,
                                          .read = notices_read};
