/*
 * inspect_setting_rows.c - records in TOML and INI, searched by column. The file stays the setting
 * that it is. Those in YAML are read where it is looked at for what it makes
 * (models/inspect_hydra.c).
 */

#include "base/ending.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/tables/setting_rows.h"

enum { BID_NAME = 1 /* below all that know such a text by what it says */ };

static unsigned setting_rows_bid(const struct subject *subject)
{
    static const char *const endings[] = {".cfg", ".conf", ".ini", ".toml"};
    const struct bytes head = subject->head;

    return head.size > 0 && ends_in_one(subject->name, endings, ARRAY_LEN(endings)) &&
                   !memchr(head.data, 0, head.size)
               ? BID_NAME
               : 0;
}

static enum assay_status setting_rows_inspect(struct cursor *cursor, const struct subject *subject,
                                              struct evidence *evidence)
{
    (void)subject;
    evidence_decline(evidence);
    return setting_rows_read(cursor, evidence, NULL, NULL);
}

const struct inspector inspect_setting_rows = {.format = "setting-rows",
                                               .kind = ASSAY_KIND_CONFIG,
                                               .text = true,
                                               .bid = setting_rows_bid,
                                               .read = setting_rows_inspect};
