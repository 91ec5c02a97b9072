/* run.c - the budget of an evaluation, and what functions may ask of it. */

#include "policy/cel/run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/kit.h"

static void set_over(struct cel_run *run, const char *what, uint64_t used, uint64_t limit)
{
    struct cel_value *over = arena_alloc(run->arena, sizeof *over);
    struct cel_fault *fault = arena_alloc(run->arena, sizeof *fault);
    char *text = arena_printf(
        run->arena, "over budget: %" PRIu64 " %s where %" PRIu64 " are allowed", used, what, limit);

    if (run->over)
        return;
    if (!over || !fault || !text) {
        run->over = &value_no_memory;
        return;
    }
    *fault = (struct cel_fault){.text = text, .final = true};
    if (run->here) {
        fault->line = run->here->line;
        fault->column = run->here->column;
    }
    *over = (struct cel_value){.kind = CEL_FAULT, .of = {.fault = fault}};
    run->over = over;
}

bool cel_run_steps(struct cel_run *run, uint64_t steps)
{
    if (run->over)
        return false;
    if (ckd_add(&run->steps, run->steps, steps))
        run->steps = UINT64_MAX;
    if (run->steps <= run->budget.steps)
        return true;
    set_over(run, "steps", run->steps, run->budget.steps);
    return false;
}

void *cel_run_alloc(struct cel_run *run, size_t count, size_t size)
{
    uint64_t total;
    void *memory;

    if (run->over)
        return NULL;
    if (ckd_mul(&total, (uint64_t)count, (uint64_t)size) || ckd_add(&run->bytes, run->bytes, total))
        run->bytes = UINT64_MAX;
    if (run->bytes > run->budget.bytes) {
        set_over(run, "bytes made", run->bytes, run->budget.bytes);
        return NULL;
    }
    memory = arena_array(run->arena, count, size);
    if (!memory)
        run->over = &value_no_memory;
    return memory;
}

struct cel_value cel_run_over(struct cel_run *run)
{
    return run->over ? *run->over : value_no_memory;
}

struct arena *cel_run_arena(struct cel_run *run)
{
    return run->arena;
}

struct cel_value cel_run_fault(struct cel_run *run, const char *format, ...)
{
    struct cel_fault *fault = cel_run_alloc(run, 1, sizeof *fault);
    char text[256];
    char *copy;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    copy = cel_run_alloc(run, strlen(text) + 1, 1);
    if (!fault || !copy)
        return cel_run_over(run);
    memcpy(copy, text, strlen(text) + 1);
    *fault = (struct cel_fault){.text = copy};
    if (run->here) {
        fault->line = run->here->line;
        fault->column = run->here->column;
    }
    return (struct cel_value){.kind = CEL_FAULT, .of = {.fault = fault}};
}

struct cel_value run_list(struct cel_run *run, const struct cel_value *items, size_t count)
{
    struct cel_list *list = cel_run_alloc(run, 1, sizeof *list);
    struct cel_value *copy = cel_run_alloc(run, count, sizeof *copy);

    if (!list || !copy)
        return cel_run_over(run);
    if (count > 0)
        memcpy(copy, items, count * sizeof *copy);
    *list = (struct cel_list){count, copy};
    return (struct cel_value){.kind = CEL_LIST, .of = {.list = list}};
}

struct cel_value run_map(struct cel_run *run, const struct cel_entry *entries, size_t count)
{
    enum { COMPARED = 16 }; /* times that a key is, about, while they are sorted */
    struct cel_value map;
    uint64_t texts = 0;

    /* Charged before it is made: the caller has done so for the entries, and they are sorted. */
    for (size_t i = 0; i < count; i++)
        texts += COMPARED * value_text_steps(entries[i].key);
    if (!cel_run_steps(run, count + texts) || !cel_run_alloc(run, count, sizeof(uint32_t)))
        return cel_run_over(run);
    map = cel_of_map(run->arena, entries, count);
    if (map.kind == CEL_FAULT && !map.of.fault->final)
        return cel_run_fault(run, "%s", map.of.fault->text);
    return map;
}

struct cel_value run_optional(struct cel_run *run, const struct cel_value *inner)
{
    struct cel_value *copy = NULL;

    if (inner) {
        copy = cel_run_alloc(run, 1, sizeof *copy);
        if (!copy)
            return cel_run_over(run);
        *copy = *inner;
    }
    return (struct cel_value){.kind = CEL_OPTIONAL, .of = {.inner = copy}};
}

struct cel_value run_equal(struct cel_run *run, struct cel_value a, struct cel_value b)
{
    uint64_t had = run->budget.steps > run->steps ? run->budget.steps - run->steps : 0;
    uint64_t left = had;
    struct cel_value unknown;
    enum sameness same = value_same(a, b, &left, &unknown);

    if (!cel_run_steps(run, left == 0 ? had + 1 : had - left))
        return cel_run_over(run);
    return same == SAME_UNKNOWN ? unknown : cel_of_bool(same == SAME_YES);
}
