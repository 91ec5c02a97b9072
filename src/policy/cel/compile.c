/* compile.c - from text to program: parse, check, list what is read. */

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/check.h"
#include "policy/cel/parser.h"
#include "policy/cel/reads.h"

static ASSAY_RESULT compile(const struct cel_env *env, struct bytes text, bool typed,
                            struct arena *arena, struct cel_program **out, struct assay_error *err)
{
    struct cel_program *program = arena_alloc(arena, sizeof *program);
    const char *source = arena_copy(arena, text);
    enum assay_status status;

    if (!program || !source)
        return out_of_memory(err);
    if (text.size > CEL_SOURCE_MAX || !utf8_valid(text)) {
        status = text.size > CEL_SOURCE_MAX
                     ? assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                  "an expression of %zu bytes; %d are allowed", text.size,
                                  CEL_SOURCE_MAX)
                     : assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "expression is not UTF-8");
        assay_error_id(err, "policy.expression");
        return status;
    }
    program->env = env;
    program->source = bytes_of(source, text.size);
    TRY(parser_run(env, program->source, arena, &program->root, &program->node_count, err));
    TRY(check_program(program, typed, arena, err));
    TRY(reads_list(program, arena, err));
    *out = program;
    return ASSAY_OK;
}

enum assay_status cel_compile(const struct cel_env *env, struct bytes text, struct arena *arena,
                              struct cel_program **out, struct assay_error *err)
{
    return compile(env, text, true, arena, out, err);
}

enum assay_status cel_compile_unchecked(const struct cel_env *env, struct bytes text,
                                        struct arena *arena, struct cel_program **out,
                                        struct assay_error *err)
{
    return compile(env, text, false, arena, out, err);
}

const struct cel_type *cel_program_type(const struct cel_program *program)
{
    return program->root->type;
}

struct bytes cel_program_source(const struct cel_program *program)
{
    return program->source;
}

const char *const *cel_program_reads(const struct cel_program *program, size_t *count)
{
    *count = program->read_count;
    return program->reads;
}
