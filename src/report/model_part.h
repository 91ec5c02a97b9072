/* model_part.h - what the files of model_*.c share: nodes and their attributes, and one function
 * for each section of the page. */

#pragma once

#include "base/buf.h"
#include "report/model.h"

struct model {
    const struct assay_assessment *assessment;
    const char *flags;
    struct buf text; /* what the next attribute says */
    bool failed;     /* memory ran out */
};

/* NULL where memory ran out, which all that follow bear. */
xmlNode *model_add(struct model *model, xmlNode *parent, const char *name);

/* The text is made legal for XML here; libxml2 escapes it. */
void model_set(struct model *model, xmlNode *node, const char *name, const char *text);
/* Nothing where there is nothing to say. */
void model_set_optional(struct model *model, xmlNode *node, const char *name, const char *text);
/* Sets what has gathered in model->text, and empties that. */
void model_set_text(struct model *model, xmlNode *node, const char *name);
void model_set_count(struct model *model, xmlNode *node, const char *name, uint64_t count);
void model_set_date(struct model *model, xmlNode *node, const char *name, int64_t seconds);
void model_set_hex(struct model *model, xmlNode *node, const char *name, const uint8_t sha256[32]);
/* `ASY-C-` and the words with a dash for all that is neither letter nor digit. */
void model_set_anchor(struct model *model, xmlNode *node, const char *prefix, const char *words);
/* The name as shown, and its bytes in hex where the two differ. */
void model_set_path(struct model *model, xmlNode *node, const struct assay_path *path);

/* All verdicts in the order of a bar's parts. */
struct model_verdict {
    enum assay_verdict verdict;
    const char *label;
};
extern const struct model_verdict model_verdicts[ASSAY_VERDICTS];

/* Findings that block the gate. */
uint64_t model_count_blocking(const struct assay_assessment *assessment);

/* One finding, below its rule or on the first page. */
void model_add_finding(struct model *model, xmlNode *parent, const struct assay_finding *finding);

/* The sections of the page, each from its file. */
void model_add_subject(struct model *model, xmlNode *report);
void model_add_seen(struct model *model, xmlNode *report);
void model_add_unseen(struct model *model, xmlNode *report);
void model_add_verdict(struct model *model, xmlNode *report);
void model_add_frameworks(struct model *model, xmlNode *report);
void model_add_blocking(struct model *model, xmlNode *report);
void model_add_waivers(struct model *model, xmlNode *report);
void model_add_since(struct model *model, xmlNode *report);
void model_add_packs(struct model *model, xmlNode *report);
void model_add_controls(struct model *model, xmlNode *report);
void model_add_rules(struct model *model, xmlNode *report);
void model_add_told(struct model *model, xmlNode *report);
void model_add_unjudged(struct model *model, xmlNode *report);
void model_add_ledger(struct model *model, xmlNode *report);
void model_add_evidence(struct model *model, xmlNode *report);
void model_add_gaps(struct model *model, xmlNode *report);
