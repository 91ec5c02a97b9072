/* test_formats.c - whatever a format is called, there is a line that says what is told of it. */

#include <assay/format.h>

#include "examine/containers.h"
#include "examine/inspector.h"
#include "rows.h"
#include "source/source.h"

static void check_told(const char *name)
{
    for (size_t i = 0; i < assay_format_count; i++)
        if (strcmp(assay_formats[i].name, name) == 0)
            return;
    fail_msg("\"%s\" has no line in src/examine/formats.c", name);
}

static void every_format_is_told(void **state)
{
    const char *name;

    (void)state;
    for (size_t i = 0; i < inspector_count; i++)
        check_told(inspectors[i]->format);
    for (size_t i = 0; (name = container_profile_format(i)); i++)
        check_told(name);
    for (enum container_format i = CONTAINER_NONE + 1; i < CONTAINER_FORMATS; i++)
        check_told(container_format_name(i));
}

static void lines_are_sorted_and_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_format_count; i++) {
        const struct assay_format *format = &assay_formats[i], *before = format - 1;

        assert_true(format->name[0] && format->title[0] && format->told[0] && format->source[0]);
        if (format->kind == ASSAY_KIND_MODEL && !format->loading[0])
            fail_msg("%s: what does loading it do?", format->name);
        if (i > 0 && (before->kind > format->kind ||
                      (before->kind == format->kind && strcmp(before->name, format->name) >= 0)))
            fail_msg("%s stands behind %s", format->name, before->name);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_told),
        cmocka_unit_test(lines_are_sorted_and_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
