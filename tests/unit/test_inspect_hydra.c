/* test_inspect_hydra.c - YAML that is made into objects. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a class of a project", "conf/model.yaml",
     ROW_BYTES("model:\n  _target_: src.models.Net\n  width: 3\n"), ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format hydra\nfact model.custom-code = [src.models.Net]\n"},
    {"a program that is run", "model.yml", ROW_BYTES("a:\n- b:\n    _target_: os.system\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 3, _target_: os.system] high\n"},
    {"a part of a library", "model.yaml",
     ROW_BYTES("a: {_target_: torch.utils.data.DataLoader}\n"
               "b: {_target_: tensorflow.keras.layers.Dense}\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, ""},
    {"a part of a library that runs what it is given", "model.yaml",
     ROW_BYTES("_target_: tensorflow.keras.layers.Lambda\n"), ASSAY_OK, ASSAY_LOAD_DANGEROUS, ""},
    {"a name that Hydra finds", "model.yaml",
     ROW_BYTES("_target_: hydra.utils.get_method\npath: torch.nn.functional.relu\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"a program that Hydra finds", "model.yaml",
     ROW_BYTES("_target_: hydra.utils.get_method\npath: os.system\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 1, _target_: os.system] high\n"},
    {"a loader of what it is given", "model.yaml",
     ROW_BYTES("_target_: torch.storage._load_from_bytes\nb: x\n"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     ""},
    {"an import of what it is given", "model.yaml",
     ROW_BYTES("_target_: numpy.core._ufunc_reconstruct\n_args_: [os, system]\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, ""},
    {"beside an anchor", "model.yaml", ROW_BYTES("a: &x 1\nm:\n  \"_target_\" : 'os.system'\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 3, _target_: os.system] high\n"},
    {"behind an alias", "model.yaml", ROW_BYTES("a: &x !!str os.system\nm:\n  _target_: *x\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 3, _target_: os.system] high\n"},
    {"in front of a second document", "model.yaml",
     ROW_BYTES("m:\n  \"_target_\" : 'os.system'\n---\nb: 1\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [_target_: os.system] high\n"},
    {"a pair beside an anchor", "model.yaml",
     ROW_BYTES("a: &x 1\nm:\n  target: os.system\n  params: {command: id}\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 3, target: os.system] high\n"},
    {"a pair in front of a second document", "model.yaml",
     ROW_BYTES("m:\n  target: os.system\n  params: {command: id}\n---\na: 1\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [target: os.system] high\n"},
    {"a pair of which one is merged", "model.yaml",
     ROW_BYTES(
         "a: &x {target: os.system}\nb: &y {z: 1}\nm:\n  <<: [*y, *x]\n  params: {command: id}\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 1, target: os.system] high\n"},
    {"a pair in escapes", "model.yaml",
     ROW_BYTES("\"class\\x5fpath\": os.system\n\"\\u0069nit_args\": {command: id}\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 1, class_path: os.system] high\n"},
    {"texts in escapes", "de.yaml", ROW_BYTES("a: \"\\xfcber \\u00e4 \\\\x41\"\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"a model of Keras", "model.yaml",
     ROW_BYTES(
         "backend: tensorflow\nclass_name: Sequential\nconfig:\n  layers:\n  - class_name: Dense\n"
         "    config: {batch_input_shape: !!python/tuple [null, 8], units: 3}\n  name: s\n"
         "keras_version: 2.4.0\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind model, format keras-config\nfact model.architecture (declared) = Sequential\n"},
    {"a layer of Keras that holds code", "model.txt",
     ROW_BYTES("class_name: Sequential\nconfig:\n- class_name: Lambda\n"
               "  config: {function: !!python/tuple [4wEA, null, null], name: l}\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.embedded-code [Lambda l] high\n"},
    {"a layer of Keras that nobody knows", "model.yaml",
     ROW_BYTES("class_name: Model\nconfig:\n  layers:\n  - class_name: Mine\n    config: {}\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a model of Keras, and a second document", "model.yaml",
     ROW_BYTES("class_name: Model\nconfig:\n  layers:\n  - class_name: Lambda\n    config: "
               "{}\n---\na: 1\n"),
     ASSAY_EFORMAT, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [class_name: Lambda] high\n"},
    {"a pair of Lightning's", "model.yaml",
     ROW_BYTES("model:\n  class_path: subprocess.Popen\n  dict_kwargs: {args: id}\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 2, class_path: subprocess.Popen] high\n"},
    {"settings of logging", "log.yaml",
     ROW_BYTES("handlers:\n  h:\n    (): os.system\n    command: id\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 3, (): os.system] high\n"},
    {"settings of logging, by a class of the project", "log.yaml",
     ROW_BYTES("formatters:\n  f:\n    \"()\": mine.Formatter\n"), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"an expression of MONAI's", "train.yaml",
     ROW_BYTES("imports:\n- $import os\nx: \"$os.system('true')\"\ny: $@network.eval()\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.custom-code [$os.system('true')] high\n"},
    {"expressions of MONAI's", "train.yaml",
     ROW_BYTES("imports:\n- $import os\nx: $os.path.join('a', 'b')\ny: $@network.eval()\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"metadata of a model of YOLO", "metadata.yaml",
     ROW_BYTES("stride: 32\nnames: \"{0: 'a (b)', 1: 'f(x)'}\"\nimgsz: [640, 640]\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"metadata of a model of YOLO, with a call in it", "metadata.yaml",
     ROW_BYTES("stride: 32\nnames: {0: a}\nimgsz: \"[print('x')]\"\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [imgsz: [print('x')]] high\n"},
    {"a data set of YOLO's that is fetched", "data.yaml",
     ROW_BYTES("val: v\nnames: {0: a}\ndownload: https://example.org/a.zip\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"a data set of YOLO's that a script fetches", "data.yaml",
     ROW_BYTES("val: v\nnc: 3\ndownload: bash get.sh\n"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     "observation model.custom-code [download: bash get.sh] medium\n"},
    {"a data set of YOLO's that runs a program", "data.yaml",
     ROW_BYTES("val: v\nnc: 3\ndownload: |\n  import os\n  os.system('true')\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, ""},
    {"a class of some other program", "run.yaml",
     ROW_BYTES("class_name: MyRunner\nconfig:\n  filepath: /data/a.csv\n  module: thing\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"a pair of somebody else's beside an anchor", "model.yaml",
     ROW_BYTES("a: &x 1\nm:\n  target: app.v1\n  params: {command: id}\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"layers of YOLO", "yolo.yaml",
     ROW_BYTES("nc: 80\nactivation: nn.LeakyReLU(0.1)\nbackbone:\n  - [-1, 1, Conv, [64, 3, 2]]\n"
               "  - [-1, 1, nn.Upsample, [None, 2, 'nearest']]\n"
               "head:\n  - [[15, 18], 1, Detect, [nc, anchors]]\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"layers of YOLO, and code between them", "yolo.yaml",
     ROW_BYTES("nc: 80\nactivation: __import__('os').system('true')\n"
               "backbone:\n  - [-1, 1, Conv, [64, 3, 2]]\nhead:\n  - [-1, 1, Detect, [nc]]\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [activation: __import__('os').system('true')] high\n"},
    {"a layer that is code", "yolo.yaml",
     ROW_BYTES("backbone:\n  - [-1, 1, 'exec(\"import os\")', [64]]\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [backbone: exec(\"import os\")] high\n"},
    {"an argument that is code", "yolo.yaml",
     ROW_BYTES("backbone: []\nhead:\n  - [-1, 1, Conv, [[nn.x.torch.os.system('a')]]]\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, ""},
    {"layers of somebody else", "net.yaml",
     ROW_BYTES("backbone: resnet(50)\nhead: fpn(1)\nactivation: relu()\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, ""},
    {"in quotes and escapes", "model.yaml",
     ROW_BYTES("# _target_\n\"\\x5ftarget_\": \"builtins.e\\x76al\"\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 2, _target_: builtins.eval] high\n"},
    {"a name from elsewhere", "model.yaml", ROW_BYTES("_target_: ${oc.env:CLASS}\n"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS,
     "observation model.custom-code [line 1, _target_: ${oc.env:CLASS}] medium\n"},
    {"a tag that calls", "a.yaml", ROW_BYTES("a: !!python/object/apply:os.system [ls]\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [!!python: os.system] high\n"},
    {"a whole tag", "a.yml", ROW_BYTES("a: !<tag:yaml.org,2002:python/object/new:a.B> []\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "observation model.custom-code [!!python: a.B] medium\n"},
    {"a tag that imports", "mkdocs.yml", ROW_BYTES("a: !!python/name:material.emoji\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "fact model.custom-code = [material.emoji]\n"},
    {"a tag of a value", "a.yml", ROW_BYTES("a: !!python/tuple [1, 2]\n"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"in escapes alone", "model.yaml", ROW_BYTES("a: {\"_tar\\u0067et_\": os.system}\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 1, _target_: os.system] high\n"},
    {"over two lines", "model.yaml", ROW_BYTES("a:\n  ? \"_target\\\n    _\"\n  : os.system\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 2, _target_: os.system] high\n"},
    {"in capital letters", "MODEL.YAML", ROW_BYTES("_target_: os.system\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [line 1, _target_: os.system] high\n"},
    {"a tag in escapes", "a.yaml", ROW_BYTES("a: !!%70ython/object/apply:os%2Esystem [ls]\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.custom-code [!!python: os.system] high\n"},
    {"a whole tag in escapes", "a.yaml",
     ROW_BYTES("a: !<tag:yaml.org,2002:%70ython/object/apply:os.system> []\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "observation model.custom-code [!!python: os.system] high\n"},
    {"a tag by a handle", "a.yaml",
     ROW_BYTES("%TAG !py! tag:yaml.org,2002:python/\n---\na: !py!object/apply:os.system [ls]\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.custom-code [!!python: os.system] high\n"},
    {"a tag in two halves", "a.yaml",
     ROW_BYTES("%TAG ! tag:yaml.org,2002:pyth\n---\na: !on/object/apply:os.system [ls]\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.custom-code [!!python: os.system] high\n"},
    {"a call of HyperPyYAML", "hyperparams.yaml",
     ROW_BYTES("seed: 1\nrun: !apply:os.system [id]\nnet: !new:speechbrain.lobes.Net\n  a: !ref "
               "<seed>\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "fact model.custom-code = [os.system] [speechbrain.lobes.Net]\n"
     "observation model.custom-code [!apply: os.system] high\n"},
    {"what SpeechBrain's models have", "hyperparams.yaml",
     ROW_BYTES("n: !new:torch.nn.ModuleList\n  - [!ref <a>]\ns: !apply:torch.manual_seed [1]\n"
               "o: !name:torch.optim.Adam\nt: !new:sentencepiece.SentencePieceProcessor\n"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "kind config, format hydra\n"},
    {"a component of torchtune", "lora.yaml", ROW_BYTES("model:\n  _component_: os.system\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 2, _component_: os.system] high\n"},
    {"a target with parameters", "config.yaml",
     ROW_BYTES("model:\n  target: ldm.Net\n  params:\n    a: {target: os.system, params: {command: "
               "id}}\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 4, target: os.system] high\n"},
    {"a class of Lightning", "config.yaml",
     ROW_BYTES("class_path: subprocess.Popen\ninit_args: {args: [id]}\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 1, class_path: subprocess.Popen] high\n"},
    {"targets of other programs", "deploy.yaml",
     ROW_BYTES("target: os.system\nother: {params: 1}\n---\nx: {target: app.v1, params: []}\n"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"a template of other programs", "values.yaml",
     ROW_BYTES("target: {{ .x }}\nparams:\n{{- end }}\n"), ASSAY_OK, ASSAY_LOAD_ABSENT, ""},
    {"no document", "model.yaml", ROW_BYTES("a: [\n_target_: x\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

/* A loader takes any name; manuals speak of tags. */
static const struct named {
    const char *label, *name, *text;
    bool read;
} others[] = {
    {"a call in a file of settings", "model.cfg", "a: !!python/object/apply:os.system [ls]\n",
     true},
    {"without a name", "state", "- !!python/object/new:a.B []\n", true},
    {"behind anchors, in a flow", "x.txt", "a: &b {c: !!python/object:a.B {}, d: 1}\ne: *b\n",
     true},
    {"in escapes", "x.txt", "!!%70ython/object/apply:os.system [ls]\n", true},
    {"in the second document", "x.txt", "a: 1\n---\n!!python/object/apply:os.system [ls]\n", true},
    {"before one that is none", "x.txt", "!!python/object/apply:os.system [ls]\n---\na: [\n", true},
    {"a manual", "README.md", "# Tags\n\nWrite `!!python/object/apply:os.system`:\n\n- a: [\n",
     false},
    {"in a text", "x.txt", "a: 'see !!python/object/apply:os.system'\n", false},
    {"in a comment", "x.txt", "a: 1 # !!python/object/apply:os.system [ls]\n", false},
    {"a tag that makes no object", "x.txt", "a: !!python/tuple [1, 2]\n", false},
    {"in a program", "x.py", "LOAD = '!!python/object/apply:os.system [ls]'\ndef f(): return {1:\n",
     false},
    {"no YAML behind it", "x.txt", "a: !!python/object/apply:os.system [ls]\n}\n", false},
};

static void names_do_not_tell(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const struct bytes text = bytes_text(others[i].text);
        const struct subject subject = {
            .head = text, .name = bytes_text(others[i].name), .size = text.size};
        struct inspected *seen = inspect_bytes(&inspect_hydra, text, others[i].name);

        if ((inspect_hydra.bid(&subject) > 0) != others[i].read ||
            evidence_is_declined(seen->evidence) == others[i].read)
            fail_msg("%s", others[i].label);
        assert_int_equal(seen->content.load, !others[i].read ? ASSAY_LOAD_ABSENT
                                             : strstr(others[i].text, "system")
                                                 ? ASSAY_LOAD_DANGEROUS
                                                 : ASSAY_LOAD_SUSPICIOUS);
        inspected_free(seen);
    }
}

static void check(void **state)
{
    inspect_row_check(&inspect_hydra, *state);
    inspect_row_cuts(&inspect_hydra, *state, true);
}

static void a_tag_far_behind_another_is_seen(void **state)
{
    enum { SIZE = 3 * CURSOR_WINDOW_MAX };
    static const char first[] = "a: !!python/tuple []\n#",
                      last[] = "\nb: !!python/object/apply:os.system []\n";
    struct inspected *seen;
    char *text = malloc(SIZE);

    (void)state;
    assert_non_null(text);
    memset(text, '#', SIZE);
    memcpy(text, first, sizeof first - 1);
    memcpy(text + SIZE - sizeof last + 1, last, sizeof last - 1);
    seen = inspect_bytes(&inspect_hydra, bytes_of(text, SIZE), "x.yaml");
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    inspected_free(seen);
    free(text);
}

static void other_yaml_is_left_alone(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_hydra, BYTES("a: b\n"), "x.yaml");

    (void)state;
    assert_int_equal(seen->status, ASSAY_OK);
    assert_true(evidence_is_declined(seen->evidence));
    inspected_free(seen);
}

/* What stands behind a window of comments was not kept: it is asked for once more. */
static void a_mark_far_behind_is_told(void **state)
{
    enum { SIZE = 3 * CURSOR_WINDOW_MAX };
    struct inspected *seen;
    char *text = malloc(SIZE);

    (void)state;
    assert_non_null(text);
    memset(text, '#', SIZE);
    memcpy(text + 2 * CURSOR_WINDOW_MAX - 5, "\n_target_: os.system\n", 21);
    seen = inspect_bytes(&inspect_hydra, bytes_of(text, SIZE), "x.yaml");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_true(evidence_is_declined(seen->evidence));
    assert_true(evidence_asks_further(seen->evidence));
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_tag_far_behind_another_is_seen),
                                       cmocka_unit_test(other_yaml_is_left_alone),
                                       cmocka_unit_test(names_do_not_tell),
                                       cmocka_unit_test(a_mark_far_behind_is_told)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
