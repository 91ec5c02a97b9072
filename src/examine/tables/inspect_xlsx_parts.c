/*
 * inspect_xlsx_parts.c - what an Excel workbook has beside its sheets: their names, the texts that
 * cells share, links to other files, and programs, as documents of Word and PowerPoint have them.
 *
 * Source: ECMA-376, part 1, 18.2 (workbook), 18.4 (shared strings), 18.14 (external links); part 2,
 * 9.3 (relationships); [MS-OVBA] for vbaProject.bin, which is told, not read.
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/shared_texts.h"
#include "examine/tables/xlsx_strings.h"

static bool is_xml(const struct subject *subject, const char *path, const char *root)
{
    return bytes_starts(subject->path, bytes_text(path)) && bytes_contain(subject->head, root);
}

static enum assay_status workbook_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    enum xml_token token;

    (void)subject;
    xml_tokens_init(&xml, cursor);
    do {
        TRY(xml_tokens_next(&xml, &token));
        if (token == XML_OPEN && xml_tokens_is(&xml, "sheet"))
            evidence_list(evidence, ASSAY_FACT_DATASET_TABLES, MEASURED,
                          xml_tokens_attribute(&xml, "name"));
    } while (token != XML_OVER);
    return ASSAY_OK;
}

static unsigned workbook_bid(const struct subject *subject)
{
    return is_xml(subject, "xl/workbook.xml", "<workbook") ? 80 : 0;
}

const struct inspector inspect_xlsx_workbook = {.format = "xlsx-workbook",
                                                .kind = ASSAY_KIND_DATASET,
                                                .text = true,
                                                .bid = workbook_bid,
                                                .read = workbook_read};

struct strings {
    const struct shared_texts *shared; /* or NULL: the sheets know none */
    struct evidence *evidence;
    uint64_t number;
};

/* What a cell shows was told of its column, with its sheet. */
static enum assay_status take_string(void *to, uint64_t at, struct bytes text, unsigned runs)
{
    struct strings *strings = to;
    uint64_t number = strings->number++;

    (void)runs;
    if (text.size > 0 && !(strings->shared && shared_texts_is_used(strings->shared, number)))
        evidence_value(strings->evidence, EVIDENCE_NO_COLUMN, 0, at, text);
    return ASSAY_OK;
}

static enum assay_status strings_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    struct strings strings = {.shared = subject->shared, .evidence = evidence};

    return xlsx_strings_read(cursor, take_string, &strings);
}

static unsigned strings_bid(const struct subject *subject)
{
    return is_xml(subject, "xl/sharedStrings.xml", "<sst") ? 80 : 0;
}

const struct inspector inspect_xlsx_strings = {.format = "xlsx-strings",
                                               .kind = ASSAY_KIND_DATASET,
                                               .text = true,
                                               .packed = true,
                                               .apart = true,
                                               .bid = strings_bid,
                                               .read = strings_read};

static enum assay_status links_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    enum xml_token token;

    (void)subject;
    xml_tokens_init(&xml, cursor);
    do {
        TRY(xml_tokens_next(&xml, &token));
        if (token == XML_OPEN && xml_tokens_is(&xml, "Relationship") &&
            bytes_equal(xml_tokens_attribute(&xml, "TargetMode"), BYTES("External")))
            evidence_set(evidence, ASSAY_FACT_DATASET_EXTERNAL_FILES, MEASURED,
                         xml_tokens_attribute(&xml, "Target"));
    } while (token != XML_OVER);
    return ASSAY_OK;
}

static unsigned links_bid(const struct subject *subject)
{
    return is_xml(subject, "xl/externalLinks/_rels/", "<Relationships") ? 80 : 0;
}

const struct inspector inspect_xlsx_links = {.format = "xlsx-links",
                                             .kind = ASSAY_KIND_DATASET,
                                             .text = true,
                                             .bid = links_bid,
                                             .read = links_read};

/* Office programs offer to run it when the workbook is opened. */
static enum assay_status macros_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    (void)cursor;
    (void)subject;
    evidence_bool(evidence, ASSAY_FACT_DATASET_MACROS, MEASURED, true);
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return ASSAY_OK;
}

static unsigned macros_bid(const struct subject *subject)
{
    return bytes_ends(subject->path, BYTES("/vbaProject.bin")) &&
                   bytes_starts(subject->head, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
               ? 64
               : 0;
}

const struct inspector inspect_xlsx_macros = {
    .format = "vba", .kind = ASSAY_KIND_CODE, .bid = macros_bid, .read = macros_read};
