/* facts_target.c - the fields of `target`, of `ledger` and of a waiver. */

#include "policy/facts_fields.h"

#include "base/arena.h"
#include "base/kit.h"

/* ---- target ---- */

#define TARGET(field) facts->from.inventory->target.field
#define TOTAL(name)                                                                                \
    READ(target_##name)                                                                            \
    {                                                                                              \
        UNUSED;                                                                                    \
        return give_number(facts->from.inventory->totals.name, out);                               \
    }
TOTAL(bytes)
TOTAL(commits)
TOTAL(containers)
TOTAL(datasets)
TOTAL(ignored)
TOTAL(items)
TOTAL(models)

#define MAKERS (facts->from.makers)

READ(target_author)
{
    UNUSED;
    return MAKERS && MAKERS->author && give_text(MAKERS->author, out);
}

READ(target_committer)
{
    UNUSED;
    return MAKERS && MAKERS->committer && give_text(MAKERS->committer, out);
}

READ(target_message)
{
    UNUSED;
    return MAKERS && MAKERS->message && give_text(MAKERS->message, out);
}

/* Without a list of who may sign nobody can tell whether one does. */
READ(target_signed_tags)
{
    UNUSED;
    return MAKERS && (MAKERS->tags_judged || MAKERS->tag_count == 0) &&
           give_texts(MAKERS->signed_tags, MAKERS->signed_tag_count, arena, out);
}

READ(target_tags)
{
    UNUSED;
    return MAKERS && give_texts(MAKERS->tags, MAKERS->tag_count, arena, out);
}

READ(target_gaps)
{
    const struct assay_inventory *inventory = facts->from.inventory;
    const char **ids = arena_array(arena, inventory->gap_count, sizeof *ids);

    UNUSED;
    for (size_t i = 0; ids && i < inventory->gap_count; i++)
        ids[i] = inventory->gaps[i].id;
    return give_texts(ids, ids ? inventory->gap_count : 0, arena, out);
}

READ(target_head)
{
    UNUSED;
    return *TARGET(head) && give_text(TARGET(head), out);
}

READ(target_notices)
{
    UNUSED;
    return give_texts(facts->notices, facts->notice_count, arena, out);
}

READ(target_today)
{
    UNUSED;
    return give_text(facts->today, out);
}

READ(target_type)
{
    UNUSED;
    return give_text(TARGET(type), out);
}

READ(target_view)
{
    UNUSED;
    return give_text(TARGET(view), out);
}

static const struct field target_fields[] = {
    {"author", FIELD_TEXT, NULL, target_author, "author of the commit that is judged; of git"},
    {"bytes", FIELD_INT, "0", target_bytes, "bytes of all items"},
    {"commits", FIELD_INT, "0", target_commits, "commits that were walked"},
    {"committer", FIELD_TEXT, NULL, target_committer, "who wrote that commit; of git"},
    {"containers", FIELD_INT, "0", target_containers, "archives among the items"},
    {"datasets", FIELD_INT, "0", target_datasets, "data sets among the items"},
    {"gaps", FIELD_TEXTS, "", target_gaps, "ids of all that could not be examined"},
    {"head", FIELD_TEXT, NULL, target_head, "commit id of HEAD, in hex"},
    {"ignored", FIELD_INT, "0", target_ignored, "files left out by .assayignore"},
    {"items", FIELD_INT, "1", target_items, "number of items"},
    {"message", FIELD_TEXT, NULL, target_message, "message of that commit and of the tags at it"},
    {"models", FIELD_INT, "0", target_models, "models among the items"},
    {"notices", FIELD_TEXTS, "", target_notices,
     "lines of the files of notices and credits (NOTICE, CREDITS, ATTRIBUTION ...)"},
    {"signed_tags", FIELD_TEXTS, NULL, target_signed_tags,
     "tags at it whose signature holds, by .assay/trust/allowed-signers"},
    {"tags", FIELD_TEXTS, NULL, target_tags, "tags at the commit that is judged"},
    {"today", FIELD_TEXT, "2026-01-01", target_today, "the date of the run, as 2026-11-21"},
    {"type", FIELD_TEXT, "git", target_type, "git, directory or bundle"},
    {"view", FIELD_TEXT, "worktree", target_view,
     "worktree, listed, staged, head, commit, range or history; empty of a folder or bundle "
     "outside git"},
};

const struct table target_table = {"target", target_fields, ARRAY_LEN(target_fields)};

/* ---- ledger ---- */

#define TESTIMONY (facts->from.testimony)

READ(ledger_copies)
{
    UNUSED;
    return facts->from.outside && facts->from.outside->copies >= 0 &&
           give_number((uint64_t)facts->from.outside->copies, out);
}

READ(ledger_exists)
{
    UNUSED;
    return give_bool(facts->from.ledger != NULL, out);
}

READ(ledger_flaws)
{
    UNUSED;
    return TESTIMONY && give_texts(TESTIMONY->flaws, TESTIMONY->flaw_count, arena, out);
}

READ(ledger_gone)
{
    UNUSED;
    return give_gone(facts, arena, out);
}

READ(ledger_holds)
{
    UNUSED;
    return facts->from.ledger && give_bool(facts->from.ledger->holds, out);
}

READ(ledger_origin)
{
    UNUSED;
    return facts->from.ledger && give_text(facts->from.ledger->origin, out);
}

READ(ledger_problems)
{
    UNUSED;
    return facts->from.ledger &&
           give_texts(facts->from.ledger->problems, facts->from.ledger->problem_count, arena, out);
}

READ(ledger_releases)
{
    UNUSED;
    return give_releases(facts, arena, out);
}

READ(ledger_reports)
{
    UNUSED;
    return TESTIMONY && TESTIMONY->judged &&
           give_texts(TESTIMONY->reports, TESTIMONY->report_count, arena, out);
}

READ(ledger_rewritten)
{
    UNUSED;
    return facts->from.outside &&
           give_texts(facts->from.outside->against, facts->from.outside->against_count, arena, out);
}

READ(ledger_seen)
{
    UNUSED;
    return facts->from.outside && facts->from.outside->seen &&
           give_text(facts->from.outside->seen, out);
}

READ(ledger_signer)
{
    UNUSED;
    return facts->from.ledger && facts->from.ledger->signer &&
           give_text(facts->from.ledger->signer, out);
}

READ(ledger_size)
{
    UNUSED;
    return facts->from.ledger && give_number(facts->from.ledger->size, out);
}

READ(ledger_unseen_days)
{
    UNUSED;
    return facts->from.outside && facts->from.outside->unseen_days >= 0 &&
           give_number((uint64_t)facts->from.outside->unseen_days, out);
}

static const struct field ledger_fields[] = {
    {"copies", FIELD_INT, NULL, ledger_copies, "second copies that agree with it"},
    {"exists", FIELD_BOOL, "false", ledger_exists, "a ledger was read in this run"},
    {"flaws", FIELD_TEXTS, NULL, ledger_flaws,
     "entries that do not say who did what and when, or that are dated back"},
    {"gone", FIELD_GONE, NULL, ledger_gone,
     "contents that were recorded once and are in the newest inventory no more"},
    {"holds", FIELD_BOOL, NULL, ledger_holds, "its structure and signatures were checked and hold"},
    {"origin", FIELD_TEXT, NULL, ledger_origin, "name of the log"},
    {"problems", FIELD_TEXTS, "", ledger_problems,
     "what in it does not hold: the file or entry, and why"},
    {"releases", FIELD_RELEASES, NULL, ledger_releases,
     "releases of the target that were not taken back, in their order"},
    {"reports", FIELD_TEXTS, NULL, ledger_reports,
     "media types of the reports that the newest verdict on the target names"},
    {"rewritten", FIELD_TEXTS, "", ledger_rewritten,
     "what others kept of it that it does not go on from, and where it differs"},
    {"seen", FIELD_TEXT, NULL, ledger_seen,
     "held to what others kept of it: goes-on, rewritten, or none where nobody kept anything"},
    {"signer", FIELD_TEXT, NULL, ledger_signer, "id of the key that signed its checkpoint"},
    {"size", FIELD_INT, NULL, ledger_size, "entries"},
    {"unseen_days", FIELD_INT, NULL, ledger_unseen_days,
     "age of the oldest entry that nobody outside has seen, in days; 0 where all were"},
};

const struct table ledger_table = {"ledger", ledger_fields, ARRAY_LEN(ledger_fields)};

/* ---- waivers ---- */

READ(waiver_days_left)
{
    UNUSED;
    *out = cel_of_int(((const struct assay_waiver *)subject)->days_left);
    return true;
}

READ(waiver_fingerprint)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->fingerprint, out);
}

READ(waiver_line)
{
    UNUSED;
    return give_number(((const struct assay_waiver *)subject)->line, out);
}

READ(waiver_reason)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->reason, out);
}

READ(waiver_rule)
{
    const struct assay_waiver *waiver = subject;

    UNUSED;
    return waiver->rule && give_text(waiver->rule, out);
}

READ(waiver_where)
{
    const struct assay_waiver *waiver = subject;
    char *text = waiver->where ? NULL : arena_printf(arena, "line %u", (unsigned)waiver->line);

    UNUSED;
    if (!waiver->where && !text) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    return give_text(waiver->where ? waiver->where : text, out);
}

READ(waiver_who)
{
    UNUSED;
    return give_text(((const struct assay_waiver *)subject)->who, out);
}

static const struct field waiver_fields[] = {
    {"days_left", FIELD_INT, "30", waiver_days_left, "days that it holds; below 0 when expired"},
    {"fingerprint", FIELD_TEXT, "7c1e-92ab-04d7", waiver_fingerprint, "as written"},
    {"line", FIELD_INT, "1", waiver_line, "line of the waivers file"},
    {"reason", FIELD_TEXT, "a reason", waiver_reason, "why"},
    {"rule", FIELD_TEXT, NULL, waiver_rule, "the rule that a signed one names"},
    {"where", FIELD_TEXT, "line 1", waiver_where,
     "line of the waivers file, or entry of the ledger"},
    {"who", FIELD_TEXT, "someone", waiver_who, "who waived"},
};

const struct table waiver_table = {"waiver", waiver_fields, ARRAY_LEN(waiver_fields)};
