/* test_inspect_caffe.c - networks of Caffe as text: what of them is code. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define CODE(what) "observation model.custom-code [python_param: " what "]"
#define DATA "layer { name: 'data' type: 'Input' input_param { shape: { dim: 1 dim: 3 } } }\n"

static const struct inspect_row rows[] = {
    {"a network", "deploy.prototxt", ROW_BYTES("name: 'LeNet'\n" DATA "layer { type: 'ReLU' }\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format caffe\nfact model.name (declared) = LeNet\nfact model.layers = "
     "2\n"},
    {"a layer that is Python", "train.prototxt",
     ROW_BYTES(
         DATA
         "layer { type: 'Python' python_param { module: 'loss' layer: 'L' param_str: '{}' } }"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("loss.L") " medium\n"},
    {"a program that is run, in escapes and in two halves", "a.PROTOTXT",
     ROW_BYTES("layer: < type: 'P\\171thon' python_param: { layer: 'system' module: 'o' \"s\" } >"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("os.system") " high\n"},
    {"a layer of the form before", "old.prototxt",
     ROW_BYTES("layers { python_param { module: 'loss' layer: 'L' } }"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("loss.L") " medium\n"},
    {"a network in how it is trained", "solver.prototxt",
     ROW_BYTES("base_lr: 0.1 net_param { layer { type: 'Python' python_param { module: 'l' layer: "
               "'L' } } }"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("l.L") " medium\n"},
    {"how a network is trained", "solver.prototxt",
     ROW_BYTES("net: 'train.prototxt'\nbase_lr: 0.01\nsolver_mode: GPU\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"some other program's", "a.prototxt", ROW_BYTES("}{"), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"cut", "a.prototxt", ROW_BYTES(DATA "layer { type: 'Python"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_caffe, *state);
}

static void cuts(void **state)
{
    inspect_row_cuts(&inspect_caffe, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows) + RUN_CASES(cuts, rows);
}
