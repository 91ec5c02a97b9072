/*
 * company.c - what stands beside each other, row by row, is surer than each by itself: a name alone
 * may be a product's, one with a date of birth and a record number is a person's. Source:
 * docs/reference/detectors.md, "How sure is sure".
 */

#include "base/kit.h"
#include "examine/evidence_part.h"

enum {
    ROWS_LEAST = 8,     /* rows or lines that say the same, of which chance has none */
    KINDS_OF_TABLE = 3, /* different identifiers of a row, for a column's name proves little */
    KINDS_OF_LINES = 2, /* of a line, where each of them has a word of context */
};

#define SET(id) (UINT64_C(1) << ID_##id)

/* Who it is, or where that person is reached. */
static const uint64_t persons = SET(NAME) | SET(BIRTH) | SET(MRN) | SET(PHONE) | SET(EMAIL) |
                                SET(ADDRESS) | SET(PLAN) | SET(ACCOUNT) | SET(PASSPORT) |
                                SET(DRIVER) | SET(KVNR) | SET(SSN) | SET(NINO) | SET(NHS) |
                                SET(ITIN) | SET(IN_PAN) | SET(AADHAAR);
/* What is told of a person, and is of nobody by itself. */
static const uint64_t companions = SET(ZIP) | SET(AGE) | SET(PERSON_CODE) | SET(ICD) | SET(HEALTH) |
                                   SET(ETHNICITY) | SET(RELIGION) | SET(POLITICS) |
                                   SET(ORIENTATION) | SET(UNION) | SET(GENETIC);

void company_of_hit(struct company *company, unsigned identifier, uint32_t line)
{
    const uint64_t bit = UINT64_C(1) << identifier;

    if (line != company->line) {
        company_end_line(company);
        company->line = line;
    }
    company->on_line |= bit & persons;
}

void company_end_line(struct company *company)
{
    if (__builtin_popcountll(company->on_line) >= KINDS_OF_LINES)
        for (uint64_t left = company->on_line; left; left &= left - 1)
            company->lines[__builtin_ctzll(left)]++;
    company->on_line = 0;
}

/* Its bit, where at least half of the column's cells are of it, with some confidence. */
static uint64_t kind_of_column(const struct evidence *evidence, const struct tally *tally)
{
    const struct identifier *identifier = identifier_of(tally->what);
    const uint64_t cells = evidence->columns[tally->column].cells;
    bool sure = tally->verdict.cells && tally->verdict.level >= ASSAY_MEDIUM &&
                tally->counts[WEAK] + tally->passes >= ROWS_LEAST;
    bool seen = tally->counts[MEDIUM] + tally->counts[HIGH] >= ROWS_LEAST;

    if (!identifier || !(sure || (seen && tally->passes >= cells - cells / 2)))
        return 0;
    return UINT64_C(1) << (identifier - identifiers) & (persons | companions);
}

static void judge_table(struct evidence *evidence, uint32_t table)
{
    uint64_t kinds = 0;

    for (size_t i = 0; i < evidence->tally_count; i++) {
        const struct tally *tally = &evidence->tallies[i];

        if (tally->column < evidence->column_count &&
            evidence->columns[tally->column].table == table)
            kinds |= kind_of_column(evidence, tally);
    }
    if (!(kinds & persons) || __builtin_popcountll(kinds) < KINDS_OF_TABLE)
        return;
    for (size_t i = 0; i < evidence->tally_count; i++) {
        struct tally *tally = &evidence->tallies[i];

        if (tally->column < evidence->column_count &&
            evidence->columns[tally->column].table == table &&
            kind_of_column(evidence, tally) & persons)
            tally->in_company = true;
    }
}

static void judge_lines(struct evidence *evidence)
{
    company_end_line(&evidence->company);
    for (size_t i = 0; i < evidence->tally_count; i++) {
        struct tally *tally = &evidence->tallies[i];
        const struct identifier *identifier = identifier_of(tally->what);
        uint64_t lines;

        if (!identifier || tally->column != EVIDENCE_NO_COLUMN)
            continue;
        lines = evidence->company.lines[identifier - identifiers];
        if (lines >= ROWS_LEAST && lines >= (tally->counts[MEDIUM] + tally->counts[HIGH]) / 2)
            tally->in_company = true;
    }
}

void evidence_judge_company(struct evidence *evidence)
{
    uint32_t last = 0;

    judge_lines(evidence);
    for (size_t i = 0; i < evidence->column_count; i++) /* columns of a table stand together */
        if (i == 0 || evidence->columns[i].table != last) {
            last = evidence->columns[i].table;
            judge_table(evidence, last);
        }
}
