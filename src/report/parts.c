/* parts.c - the objects that assay's own JSON reports share. Source: docs/reference/json.md. */

#include "report/parts.h"

#include <assay/testimony.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/version.h"
#include "inventory/name.h"
#include "report/show.h"

static const struct name_keys path_keys = {"path", "path_b64"};

static const char *const waiver_states[] = {
    [ASSAY_WAIVER_IN_FORCE] = "in-force",   [ASSAY_WAIVER_SOON] = "ends-soon",
    [ASSAY_WAIVER_EXPIRED] = "expired",     [ASSAY_WAIVER_UNUSED] = "unused",
    [ASSAY_WAIVER_WITHDRAWN] = "withdrawn", [ASSAY_WAIVER_TOO_LONG] = "too-long",
    [ASSAY_WAIVER_IN_DOUBT] = "in-doubt",
};
_Static_assert(ARRAY_LEN(waiver_states) == ASSAY_WAIVER_STATES, "a state without a word");

void part_text(struct jcs *jcs, const char *key, const char *text)
{
    jcs_key(jcs, key);
    jcs_string(jcs, text);
}

void part_count(struct jcs *jcs, const char *key, uint64_t count)
{
    jcs_key(jcs, key);
    jcs_u64(jcs, count);
}

void part_optional(struct jcs *jcs, const char *key, const char *text)
{
    if (text && text[0] != '\0')
        part_text(jcs, key, text);
}

void part_sha256(struct jcs *jcs, const char *key, const uint8_t sha256[32])
{
    jcs_key(jcs, key);
    jcs_hex(jcs, bytes_of(sha256, 32));
}

void part_date(struct jcs *jcs, const char *key, int64_t seconds)
{
    CLEANUP(buf_clear) struct buf date;

    buf_init(&date, CLOCK_TEXT_SIZE);
    show_date(&date, seconds);
    part_optional(jcs, key, buf_string(&date));
}

int64_t part_last_day(const struct assay_waiver *waiver)
{
    return waiver->until - 1;
}

/* Members from "author" to "commit" and those behind are apart: the order is that of all names. */
static const struct assay_commit *commit_of(const struct assay_finding *finding)
{
    return finding->item && finding->item->origin ? finding->item->origin->commit : NULL;
}

void part_attested(struct jcs *jcs, const struct assay_attestation *told)
{
    if (!told)
        return;
    jcs_key(jcs, "attested");
    jcs_open_object(jcs);
    part_text(jcs, "by", told->name);
    part_text(jcs, "meaning", told->meaning);
    part_text(jcs, "role", told->role);
    part_text(jcs, "statement", told->words);
    part_text(jcs, "time", told->time);
    part_text(jcs, "where", told->where);
    jcs_close_object(jcs);
}

void part_withdrawn(struct jcs *jcs, const struct assay_withdrawal *withdrawal, const char *what)
{
    if (!withdrawal)
        return;
    jcs_key(jcs, "withdrawn");
    jcs_open_object(jcs);
    part_text(jcs, "by", withdrawal->name);
    part_text(jcs, "reason", withdrawal->words);
    part_text(jcs, "role", withdrawal->role);
    part_text(jcs, "time", withdrawal->time);
    part_text(jcs, "what", what);
    part_text(jcs, "where", withdrawal->where);
    jcs_close_object(jcs);
}

void part_foreign(struct jcs *jcs, const struct assay_attestation *told)
{
    if (!told)
        return;
    jcs_key(jcs, "not_counted");
    jcs_open_object(jcs);
    part_text(jcs, "what", told->where);
    part_text(jcs, "why", told->foreign);
    jcs_close_object(jcs);
}

static void write_waived(struct jcs *jcs, const struct assay_finding *finding)
{
    jcs_key(jcs, "waived");
    if (!finding->waiver) {
        jcs_null(jcs);
        return;
    }
    jcs_open_object(jcs);
    part_text(jcs, "by", finding->waiver->who);
    part_text(jcs, "reason", finding->waiver->reason);
    part_date(jcs, "until", part_last_day(finding->waiver));
    jcs_close_object(jcs);
}

static void write_unknown_facts(struct jcs *jcs, const struct assay_finding *finding)
{
    if (finding->unknown_fact_count == 0)
        return;
    jcs_key(jcs, "unknown_facts");
    jcs_open_array(jcs);
    for (size_t i = 0; i < finding->unknown_fact_count; i++)
        jcs_string(jcs, finding->unknown_facts[i]);
    jcs_close_array(jcs);
}

/* Names up to "commit", which git and the place share between them. */
static void write_front(struct jcs *jcs, const struct assay_finding *finding)
{
    const struct assay_origin *origin = finding->item ? finding->item->origin : NULL;
    const struct assay_commit *commit = commit_of(finding);
    const struct assay_place *place = show_place(finding);

    part_attested(jcs, finding->attestation);
    if (commit)
        part_optional(jcs, "author", commit->author);
    if (origin && origin->blob_size > 0) {
        jcs_key(jcs, "blob");
        jcs_hex(jcs, bytes_of(origin->blob, origin->blob_size));
    }
    jcs_key(jcs, "blocking");
    jcs_bool(jcs, finding->blocking);
    part_text(jcs, "code", finding->rule->code);
    if (place && place->line > 0)
        part_count(jcs, "column", place->column);
    if (commit) {
        jcs_key(jcs, "commit");
        jcs_hex(jcs, bytes_of(commit->id, commit->id_size));
    }
}

void part_finding(struct jcs *jcs, const struct assay_finding *finding)
{
    const struct assay_commit *commit = commit_of(finding);
    const struct assay_observation *seen = finding->observation;
    const struct assay_place *place = show_place(finding);

    jcs_open_object(jcs);
    write_front(jcs, finding);
    if (seen)
        part_count(jcs, "count", seen->count);
    if (commit)
        part_date(jcs, "date", commit->time);
    part_text(jcs, "fingerprint", finding->fingerprint);
    part_text(jcs, "fix", finding->remedy);
    if (place && place->line > 0)
        part_count(jcs, "line", place->line);
    if (seen)
        part_optional(jcs, "masked", seen->masked);
    part_text(jcs, "message", finding->message);
    part_text(jcs, "name", finding->rule->name);
    part_foreign(jcs, finding->foreign);
    if (place && place->line == 0)
        part_count(jcs, "offset", place->offset);
    if (finding->ordinal > 0)
        part_count(jcs, "ordinal", finding->ordinal);
    if (finding->item)
        name_write_path(jcs, &path_keys, finding->item->path);
    part_optional(jcs, "problem", finding->problem);
    part_text(jcs, "rule", finding->headline);
    part_text(jcs, "severity", assay_severity_name(finding->severity));
    if (finding->item)
        part_sha256(jcs, "sha256", finding->item->content->sha256);
    if (commit) {
        jcs_key(jcs, "still_present");
        jcs_bool(jcs, finding->item->origin->present);
    }
    write_unknown_facts(jcs, finding);
    part_text(jcs, "verdict", assay_verdict_name(finding->verdict));
    part_text(jcs, "verdict_before", assay_verdict_name(finding->verdict_before));
    write_waived(jcs, finding);
    if (finding->withdrawn)
        part_withdrawn(jcs, finding->withdrawn->withdrawal, finding->withdrawn->where);
    jcs_close_object(jcs);
}

static void write_sighting(struct jcs *jcs, const struct unjudged_sighting *sighting)
{
    const struct assay_observation *seen = sighting->seen;
    const struct assay_place *place = seen->place_count > 0 ? &seen->places[0] : NULL;

    jcs_open_object(jcs);
    part_text(jcs, "class", seen->class_name);
    if (place && place->line > 0)
        part_count(jcs, "column", place->column);
    jcs_key(jcs, "columns");
    jcs_open_array(jcs);
    for (size_t i = 0; i < seen->column_count; i++)
        jcs_string(jcs, seen->columns[i].name);
    jcs_close_array(jcs);
    part_text(jcs, "confidence", assay_confidence_name(seen->confidence));
    part_count(jcs, "count", seen->count);
    if (place && place->line > 0)
        part_count(jcs, "line", place->line);
    if (place && place->line == 0)
        part_count(jcs, "offset", place->offset);
    name_write_path(jcs, &path_keys, sighting->item->path);
    part_sha256(jcs, "sha256", sighting->item->content->sha256);
    jcs_close_object(jcs);
}

void part_unjudged(struct jcs *jcs, const struct unjudged *unjudged, struct sink *sink)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < unjudged->count; i++) {
        write_sighting(jcs, &unjudged->sightings[i]);
        sink_spill(sink);
    }
    jcs_close_array(jcs);
}

void part_gaps(struct jcs *jcs, const struct assay_assessment *assessment, struct sink *sink)
{
    const struct assay_inventory *inventory = assessment->inventory;

    jcs_open_array(jcs);
    for (size_t i = 0; i < inventory->gap_count; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];

        jcs_open_object(jcs);
        jcs_key(jcs, "allowed");
        jcs_bool(jcs, show_gap_allowed(assessment, gap->id));
        part_text(jcs, "id", gap->id);
        if (gap->path)
            name_write_path(jcs, &path_keys, gap->path);
        part_text(jcs, "why", gap->why);
        jcs_close_object(jcs);
        sink_spill(sink);
    }
    jcs_close_array(jcs);
}

static bool all_asked(const struct assay_assessment *assessment)
{
    for (size_t i = 0; i < assessment->rule_count; i++)
        if (assessment->rules[i].not_asked)
            return false;
    return !assessment->records_apart;
}

void part_not_asked(struct jcs *jcs, const struct assay_assessment *assessment)
{
    if (all_asked(assessment))
        return;
    jcs_key(jcs, "not_asked");
    jcs_open_object(jcs);
    if (assessment->records_apart) {
        jcs_key(jcs, "records_apart");
        jcs_bool(jcs, true);
    }
    jcs_key(jcs, "rules");
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->rule_count; i++)
        if (assessment->rules[i].not_asked)
            jcs_string(jcs, assessment->rules[i].code);
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

void part_notes(struct jcs *jcs, const struct assay_inventory *inventory)
{
    if (inventory->note_count == 0)
        return;
    jcs_key(jcs, "notes");
    jcs_open_array(jcs);
    for (size_t i = 0; i < inventory->note_count; i++) {
        const struct assay_gap *note = &inventory->notes[i];

        jcs_open_object(jcs);
        part_text(jcs, "id", note->id);
        if (note->path)
            name_write_path(jcs, &path_keys, note->path);
        part_text(jcs, "why", note->why);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

void part_examined(struct jcs *jcs, const struct assay_inventory *inventory)
{
    const struct assay_totals *totals = &inventory->totals;
    const struct assay_checked_out *told = &inventory->target.checked_out;
    bool is_told = told->commit && told->commit[0];

    jcs_open_object(jcs);
    part_count(jcs, "bytes", totals->bytes);
    part_count(jcs, "commits", totals->commits);
    part_count(jcs, "containers", totals->containers);
    part_count(jcs, "datasets", totals->datasets);
    if (is_told)
        part_count(jcs, "differs", told->differs);
    part_count(jcs, "files", totals->items);
    part_count(jcs, "ignored", totals->ignored);
    part_count(jcs, "models", totals->models);
    if (is_told && told->undecided > 0)
        part_count(jcs, "undecided", told->undecided);
    if (is_told)
        part_count(jcs, "untracked", told->untracked);
    jcs_close_object(jcs);
}

void part_policy(struct jcs *jcs, const struct assay_assessment *assessment)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "packs");
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->pack_count; i++) {
        const struct assay_pack *pack = &assessment->packs[i];

        jcs_open_object(jcs);
        part_text(jcs, "edition", pack->edition);
        part_text(jcs, "name", pack->name);
        part_text(jcs, "path", pack->path);
        part_sha256(jcs, "sha256", pack->sha256);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
    part_count(jcs, "rules", assessment->rule_count);
    part_sha256(jcs, "sha256", assessment->policy_sha256);
    jcs_close_object(jcs);
}

void part_tool(struct jcs *jcs)
{
    jcs_open_object(jcs);
    part_text(jcs, "name", "assay");
    part_text(jcs, "version", ASSAY_VERSION);
    jcs_close_object(jcs);
}

void part_waivers(struct jcs *jcs, const struct assay_assessment *assessment)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->waiver_count; i++) {
        const struct assay_waiver *waiver = &assessment->waivers[i];

        jcs_open_object(jcs);
        part_text(jcs, "by", waiver->who);
        part_text(jcs, "fingerprint", waiver->fingerprint);
        part_optional(jcs, "glob", waiver->glob);
        part_count(jcs, "line", waiver->line);
        part_text(jcs, "reason", waiver->reason);
        part_optional(jcs, "rule", waiver->rule);
        part_text(jcs, "state", waiver_states[waiver->state]);
        part_date(jcs, "until", part_last_day(waiver));
        part_count(jcs, "used", waiver->used);
        part_optional(jcs, "where", waiver->where);
        part_withdrawn(jcs, waiver->withdrawal, waiver->where);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

void part_since(struct jcs *jcs, const struct assay_assessment *assessment)
{
    const struct assay_changes *since = assessment->since;

    if (!since)
        return;
    jcs_key(jcs, "since");
    jcs_open_object(jcs);
    part_count(jcs, "fixed", since->fixed);
    part_count(jcs, "new", since->added);
    jcs_key(jcs, "other_rules");
    jcs_bool(jcs, since->other_rules);
    part_sha256(jcs, "root", since->root);
    part_text(jcs, "time", since->time);
    part_count(jcs, "unchanged", since->unchanged);
    jcs_close_object(jcs);
}
