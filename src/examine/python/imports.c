/* imports.c - names that loading imports, where they stand in a document. */

#include "examine/python/imports.h"

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_report.h"

enum { NAME_SHOWN = 100 };

static bool is_below(struct bytes name, const char *package)
{
    struct bytes above = bytes_text(package);

    return bytes_starts(name, above) && name.size > above.size && name.data[above.size] == '.';
}

static bool is_vetted(const struct import_place *import, struct bytes last)
{
    for (size_t i = 0; i < import->vetted_count; i++)
        if (is_below(import->name, import->vetted[i]))
            return pickle_class_like(last);
    return false;
}

static enum pickle_judgement judge(const struct import_place *import, struct buf *resolved)
{
    struct bytes name = import->name;
    const uint8_t *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;
    struct bytes module = dot ? bytes_of(name.data, (size_t)(dot - name.data)) : BYTES("builtins");
    struct bytes last = dot ? bytes_from(name, module.size + 1) : name;
    struct pickle_verdict verdict = pickle_judge(module, last, 4, resolved);

    /* Where a pickle's calls are judged by their arguments nobody looks at them here. */
    if (verdict.judgement == PICKLE_ALLOWED && verdict.rule != RULE_NONE &&
        verdict.rule != RULE_DTYPE && verdict.rule != RULE_STATE &&
        !(import->bare && verdict.rule == RULE_CONSTRUCTOR))
        return PICKLE_UNKNOWN;
    if (verdict.judgement == PICKLE_UNKNOWN && is_vetted(import, last))
        return PICKLE_ALLOWED;
    return verdict.judgement;
}

enum pickle_judgement import_note(struct evidence *evidence, const struct import_place *import)
{
    CLEANUP(buf_clear) struct buf resolved, shown;
    const struct assay_place place = {.offset = import->offset, .line = import->line};
    enum pickle_judgement judgement;
    struct bytes name;

    buf_init(&resolved, LIMIT_PICKLE_LINE * 2 + 2);
    buf_init(&shown, SIZE_MAX);
    judgement = judge(import, &resolved);
    text_show(&shown, buf_bytes(&resolved));
    name = buf_bytes(&shown);
    evidence_set(evidence, ASSAY_FACT_MODEL_IMPORTS, MEASURED, name);
    if (judgement == PICKLE_DANGEROUS) {
        evidence_load(evidence, ASSAY_LOAD_DANGEROUS);
        evidence_set(evidence, ASSAY_FACT_MODEL_IMPORTS_DANGEROUS, MEASURED, name);
        evidence_observe(evidence, PICKLE_CODE, ASSAY_HIGH, &place, name);
    } else if (judgement == PICKLE_UNKNOWN) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_set(evidence, ASSAY_FACT_MODEL_IMPORTS_UNKNOWN, MEASURED, name);
        evidence_observe(evidence, PICKLE_UNKNOWN_CODE, ASSAY_MEDIUM, &place, name);
    }
    return judgement;
}

void import_observe(struct evidence *evidence, enum assay_load load,
                    const struct assay_place *place, const char *words, struct bytes name)
{
    CLEANUP(buf_clear) struct buf text;
    bool dangerous = load == ASSAY_LOAD_DANGEROUS;

    buf_init(&text, LIMIT_FACT_TEXT);
    buf_text(&text, words);
    text_show(&text, bytes_front(name, NAME_SHOWN));
    evidence_load(evidence, load);
    evidence_observe(evidence, dangerous ? PICKLE_CODE : PICKLE_UNKNOWN_CODE,
                     dangerous ? ASSAY_HIGH : ASSAY_MEDIUM, place, buf_bytes(&text));
}

uint64_t import_offset(struct import_lines *lines, uint32_t line, uint32_t column)
{
    if (lines->line == 0 || line < lines->line) {
        lines->line = 1;
        lines->start = 0;
    }
    while (lines->line < line) {
        struct bytes rest = bytes_from(lines->text, lines->start);
        const uint8_t *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;

        if (!end)
            break;
        lines->start += (size_t)(end - rest.data) + 1;
        lines->line++;
    }
    return lines->start + (column ? column - 1 : 0);
}
