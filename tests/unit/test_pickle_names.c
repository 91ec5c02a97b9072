/* test_pickle_names.c - the lists are in order, and what they say of a name. */

#include "rows.h"

#include "base/kit.h"
#include "examine/python/pickle_names.h"

static void check_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < pickle_allowed_count; i++)
        assert_true(strcmp(pickle_allowed[i - 1].name, pickle_allowed[i].name) < 0);
    for (size_t i = 1; i < pickle_denied_count; i++)
        assert_true(strcmp(pickle_denied[i - 1].name, pickle_denied[i].name) < 0);
    for (size_t i = 1; i < pickle_package_count; i++)
        assert_true(strcmp(pickle_packages[i - 1].name, pickle_packages[i].name) < 0);
    for (size_t i = 1; i < pickle_denied_part_count; i++)
        assert_true(strcmp(pickle_denied_parts[i - 1], pickle_denied_parts[i]) < 0);
    for (size_t i = 1; i < pickle_renamed_module_count; i++)
        assert_true(strcmp(pickle_renamed_modules[i - 1].old, pickle_renamed_modules[i].old) < 0);
    for (size_t i = 1; i < pickle_renamed_name_count; i++)
        assert_true(strcmp(pickle_renamed_names[i - 1].old, pickle_renamed_names[i].old) < 0);
}

static void check_every_denied_has_a_group(void **state)
{
    (void)state;
    for (size_t i = 0; i < pickle_denied_count; i++)
        assert_in_range(pickle_denied[i].group, PICKLE_NO_GROUP + 1, PICKLE_GROUPS - 1);
}

struct row {
    const char *name; /* module:name */
    unsigned protocol;
    enum pickle_judgement judgement;
    enum pickle_group group;
    const char *resolved; /* NULL: as written */
};

static const struct row rows[] = {
    {"collections:OrderedDict", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"posix:system", 4, PICKLE_DANGEROUS, PICKLE_RUN_PROCESS, NULL},
    {"os.path:join", 4, PICKLE_DANGEROUS, PICKLE_RUN_PROCESS, NULL},
    {"osmium:Node", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"__builtin__:eval", 2, PICKLE_DANGEROUS, PICKLE_RUN_CODE, "builtins.eval"},
    {"__builtin__:set", 2, PICKLE_ALLOWED, PICKLE_NO_GROUP, "builtins.set"},
    {"__builtin__:xrange", 0, PICKLE_ALLOWED, PICKLE_NO_GROUP, "builtins.range"},
    {"__builtin__:set", 3, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"copy_reg:_reconstructor", 0, PICKLE_ALLOWED, PICKLE_NO_GROUP, "copyreg._reconstructor"},
    {"commands:getoutput", 0, PICKLE_DANGEROUS, PICKLE_RUN_PROCESS, "subprocess.getoutput"},
    {"numpy.core._multiarray_umath:log1p", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"numpy._core.multiarray:_reconstruct", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"numpy._core._multiarray_umath:fromfile", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"numpy.testing._private.utils:runstring", 4, PICKLE_DANGEROUS, PICKLE_ML_LIBRARIES, NULL},
    {"sklearn.linear_model._base:LinearRegression", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"sklearn.linear_model._base:os", 4, PICKLE_DANGEROUS, PICKLE_REACH_ANYTHING, NULL},
    {"sklearn.utils._testing:TempMemmap", 4, PICKLE_DANGEROUS, PICKLE_ML_LIBRARIES, NULL},
    {"sklearnex:Model", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"sklearn.base:clone", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"torch.nn.modules.linear:Linear", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"torch.nn.modules.linear:Linear.forward", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"torch.storage:_load_from_bytes", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"scipy.stats._continuous_distns:norm_gen", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"scipy.interpolate._interpnd_info:Matrix", 4, PICKLE_DANGEROUS, PICKLE_ML_LIBRARIES, NULL},
    {"sklearn.utils._available_if:MethodType", 4, PICKLE_DANGEROUS, PICKLE_REACH_ANYTHING, NULL},
    {"sklearn.pipeline:Parallel", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"torch.nn.modules.conv:F", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"trl.trainer.sft_trainer:SFTTrainer", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"trl.trainer.sft_config:SFTConfig", 4, PICKLE_ALLOWED, PICKLE_NO_GROUP, NULL},
    {"mine:Thing.__class__", 4, PICKLE_DANGEROUS, PICKLE_REACH_ANYTHING, NULL},
    {"mine:Thing.sys.modules", 4, PICKLE_DANGEROUS, PICKLE_REACH_ANYTHING, NULL},
    {":", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"mine:", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"mine:a..b.", 4, PICKLE_UNKNOWN, PICKLE_NO_GROUP, NULL},
    {"os.:system", 4, PICKLE_DANGEROUS, PICKLE_RUN_PROCESS, NULL},
};

static void check_row(void **state)
{
    CLEANUP(buf_clear) struct buf resolved;
    const struct row *row = *state;
    const char *colon = strchr(row->name, ':');
    struct bytes module = bytes_of(row->name, (size_t)(colon - row->name));
    struct pickle_verdict verdict;
    char *written;

    buf_init(&resolved, 4096);
    verdict = pickle_judge(module, bytes_text(colon + 1), row->protocol, &resolved);
    assert_int_equal(verdict.judgement, row->judgement);
    assert_int_equal(verdict.group, row->group);
    written = strdup(row->resolved ? row->resolved : row->name);
    assert_non_null(written);
    if (!row->resolved)
        written[colon - row->name] = '.';
    assert_string_equal(buf_string(&resolved), written);
    free(written);
}

/* No list contradicts the other: what is allowed by name is judged so, whatever is denied above. */
static void check_allowed_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < pickle_allowed_count; i++) {
        CLEANUP(buf_clear) struct buf resolved;
        const char *name = pickle_allowed[i].name, *dot = strchr(name, '.');

        buf_init(&resolved, 4096);
        assert_int_equal(
            pickle_judge(bytes_of(name, (size_t)(dot - name)), bytes_text(dot + 1), 4, &resolved)
                .judgement,
            PICKLE_ALLOWED);
    }
}

struct plain_row {
    const char *name;
    bool plain;
};

static const struct plain_row plain_names[] = {
    {"forward", true}, {"_private", true}, {"__class__", false}, {"__x", false}, {"os", false},
    {"a.b", false},    {"system", false},  {"", false},          {"a b", false}, {"1a", false},
};

static void check_plain(void **state)
{
    const struct plain_row *row = *state;

    assert_int_equal(pickle_plain_name(bytes_text(row->name)), row->plain);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_sorted),
        cmocka_unit_test(check_every_denied_has_a_group),
        cmocka_unit_test(check_allowed_is_allowed),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_plain, plain_names) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
