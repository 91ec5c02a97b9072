/* test_pickle_state.c - what dictionaries and results of pickles tell, and texts that become code.
 */

#include "inspect.h"

#include "examine/inspect.h"
#include "inventory/gaps.h"

#define STATS "\x80\4cscipy.stats._continuous_distns\nnorm_gen\n)\x81"
#define TEMPLATE "V_parse_arg_template\n"
#define MODELS "\x80\4cstatsmodels.base.data\nPandasData\n)\x81"
#define UFUNC "\x80\4cnumpy.core\n_ufunc_reconstruct\n"
#define TEXT_OF "cbuiltins\nstr\n)R"
#define GETATTR "\x80\4cbuiltins\ngetattr\ncpandas\nDataFrame\n)R"
#define RECONSTRUCT "\x80\4ccopyreg\n_reconstructor\n"
#define SPACE "\x80\4cargparse\nNamespace\n)R"
#define NEXT "cbuiltins\nnext\n)R"
#define GENERATOR "\x80\4cnumpy.random._pickle\n__generator_ctor\n"
#define ZONE "cdateutil.tz.tz\ntzfile\n"
#define BERT                                                                                       \
    "\x80\4ctransformers.models.bert.modeling_bert\nBertModel\n"                                   \
    "ctransformers.models.bert.configuration_bert\nBertConfig\n)\x81"
#define PARTIAL "cfunctools\npartial\n"
#define SENTENCES "\x80\4csentence_transformers\nSentenceTransformer\n"

/* An element type of NumPy; one whose state follows, from its base on. */
#define DTYPE(type) "cnumpy\ndtype\n(V" type "\nI00\nI01\ntR"
#define STATED(type) DTYPE(type) "(K\3V|\n"
#define PLAIN "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
#define FIELD(type, offset) "N(Va\nt}Va\n" DTYPE(type) offset "\x86s"
#define OBJECTS                                                                                    \
    "\x80\4cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(Vshape\nK\1\x85Vdtype\n" STATED("O8")   \
        PLAIN "K\x3ftbub"
#define ARRAY                                                                                      \
    "\x80\3cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(Vshape\nK\x20\x85Vdtype\n" STATED("u1") \
        PLAIN "K\0tbub"

struct row {
    const char *name;
    struct bytes bytes;
    enum assay_load load;
    const char *detail; /* of an observation, or "" */
};

#define CODE "code in _parse_arg_template, which scipy runs"

static const struct row rows[] = {
    {"scipy's own template",
     ROW_BYTES(STATS "}" TEMPLATE "V\\u000adef _parse_args(self,  loc=0, scale=1):\\u000a"
                     "    return (), loc, scale\\u000a\\u000a"
                     "def _parse_args_rvs(self, a, loc=0, size=None):\\u000a"
                     "    return self._argcheck_rvs(a, loc, size=size)\\u000a\nsb."),
     ASSAY_LOAD_CLEAN, ""},
    {"a default that is called",
     ROW_BYTES(STATS "}" TEMPLATE "Vdef _parse_args(self, a=f()):\nsb."), ASSAY_LOAD_DANGEROUS,
     CODE},
    {"a line behind the return",
     ROW_BYTES(STATS "}" TEMPLATE "V    return (), x\\u000aimport os\nsb."), ASSAY_LOAD_DANGEROUS,
     CODE},
    {"an import", ROW_BYTES(STATS "}" TEMPLATE "Vimport os\nsb."), ASSAY_LOAD_DANGEROUS, CODE},
    {"an import behind a mark", ROW_BYTES(STATS "(" TEMPLATE "Vimport os\ndb."),
     ASSAY_LOAD_DANGEROUS, CODE},
    {"a template that is computed", ROW_BYTES(STATS "}" TEMPLATE TEXT_OF "sb."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a key that is computed", ROW_BYTES(STATS "}" TEXT_OF "Vx\nsb."), ASSAY_LOAD_SUSPICIOUS, ""},
    {"a state that is no dictionary", ROW_BYTES(STATS "cbuiltins\ndict\n)Rb."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a formula before what runs it",
     ROW_BYTES("\x80\4}Vformula\nVy ~ x.__class__\ns\x94"
               "0cstatsmodels.base.data\nPandasData\n)\x81h\0b."),
     ASSAY_LOAD_DANGEROUS, "code in a formula, which patsy runs"},
    {"formulas of lifelines",
     ROW_BYTES("\x80\4clifelines.utils\nCovariateParameterMappings\n}Va\nVb\ns\x85R."),
     ASSAY_LOAD_DANGEROUS, "lifelines.utils.CovariateParameterMappings({...})"},
    {"formulas of lifelines, to be called later",
     ROW_BYTES("\x80\4" PARTIAL "clifelines.utils\nCovariateParameterMappings\n}Va\nVb\ns\x86R."),
     ASSAY_LOAD_DANGEROUS, "functools.partial(lifelines.utils.CovariateParameterMappings, {...})"},
    {"formulas of lifelines, in the state of what calls them",
     ROW_BYTES("\x80\4" PARTIAL "cbuiltins\ndict\n\x85R"
               "(clifelines.utils\nCovariateParameterMappings\n(}tN}tb."),
     ASSAY_LOAD_DANGEROUS,
     "functools.partial(lifelines.utils.CovariateParameterMappings, (...), None, {...})"},
    {"formulas of lifelines, already read",
     ROW_BYTES("\x80\4clifelines.utils\nCovariateParameterMappings\n)\x81}b."), ASSAY_LOAD_CLEAN,
     ""},
    {"a constructor that copyreg calls",
     ROW_BYTES(RECONSTRUCT "csentence_transformers\nSentenceTransformer\n"
                           "csentence_transformers\nSentenceTransformer\nVa/b\n\x87R."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"an array at an address", ROW_BYTES(SPACE "}V__array_interface__\n}sb."), ASSAY_LOAD_DANGEROUS,
     "an array at an address that the file names"},
    {"an element that is an object", ROW_BYTES("\x80\4" STATED("O8") PLAIN "K\x3ftb."),
     ASSAY_LOAD_CLEAN, ""},
    {"an object that is bytes", ROW_BYTES("\x80\4" STATED("O8") PLAIN "K\0tb."),
     ASSAY_LOAD_DANGEROUS, "bytes of the file that NumPy takes for objects"},
    {"an object by a longer name", ROW_BYTES("\x80\4" STATED("i4,O") PLAIN "K\0tb."),
     ASSAY_LOAD_DANGEROUS, "bytes of the file that NumPy takes for objects"},
    {"an object by its class",
     ROW_BYTES("\x80\4cnumpy\ndtype\n(cnumpy\nobject_\ntR(K\3V|\n" PLAIN "K\0tb."),
     ASSAY_LOAD_DANGEROUS, "bytes of the file that NumPy takes for objects"},
    {"an object by a class that NumPy does not know",
     ROW_BYTES("\x80\4cnumpy\ndtype\n(cbuiltins\ndict\nI00\nI01\ntR(K\3V|\nNNNK\x08K\1K\0tb."),
     ASSAY_LOAD_DANGEROUS, "bytes of the file that NumPy takes for objects"},
    {"an array of numbers in a buffer",
     ROW_BYTES("\x80\4cnumpy\nndarray\n(K\1\x85V<f8\nC\x08"
               "AAAAAAAAtR."),
     ASSAY_LOAD_CLEAN, ""},
    {"an array of objects in a buffer",
     ROW_BYTES("\x80\4cnumpy\nndarray\n(K\1\x85VO\nC\x08"
               "AAAAAAAAtR."),
     ASSAY_LOAD_DANGEROUS, "numpy.ndarray((...), 'O', b'AAAAAAAA')"},
    {"records of objects in a buffer",
     ROW_BYTES("\x80\4cnumpy\nrecarray\n(K\1\x85NC\x08"
               "AAAAAAAAK\0NVO\nt\x81."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"objects in a buffer, by their names",
     ROW_BYTES("\x80\4cnumpy\nndarray\n)}(Vshape\nK\1Vdtype\nVO\nVbuffer\nC\1xu\x92."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"objects in a buffer, by copyreg",
     ROW_BYTES("\x80\4ccopyreg\n__newobj__\n(cnumpy\nndarray\nK\1\x85VO\nC\x08"
               "AAAAAAAAtR."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"objects in a buffer, later",
     ROW_BYTES("\x80\4" PARTIAL "(cnumpy\nndarray\nK\1\x85VO\nC\x08"
               "AAAAAAAAtR."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"an element with two widths", ROW_BYTES("\x80\4" STATED("V8") "NNNK\x09K\1K\0tb."),
     ASSAY_LOAD_DANGEROUS, "an element of NumPy with two widths, 8 and 9"},
    {"an element with a width below zero",
     ROW_BYTES("\x80\4" STATED("V8") FIELD("f4", "K\5") "J\xff\xff\xff\xffK\1K\x10tb."),
     ASSAY_LOAD_DANGEROUS, "an element of NumPy with a width that none has"},
    {"an element whose width is no number",
     ROW_BYTES("\x80\4" STATED("V8") FIELD("f4", "K\5") "NK\1K\x10tb."), ASSAY_LOAD_SUSPICIOUS,
     "an element type that is made in another way than NumPy does"},
    {"an element that has its width from its state",
     ROW_BYTES("\x80\4cnumpy\ndtype\n(cnumpy\nrecord\nI00\nI01\ntR(K\3V|\n" FIELD(
         "f4", "K\0") "K\4K\1K\x10tb."),
     ASSAY_LOAD_CLEAN, ""},
    {"a field", ROW_BYTES("\x80\4" STATED("V8") FIELD("f4", "K\4") "K\x08K\1K\x10tb."),
     ASSAY_LOAD_CLEAN, ""},
    {"a field behind the end",
     ROW_BYTES("\x80\4" STATED("V8") FIELD("f4", "K\5") "K\x08K\1K\x10tb."), ASSAY_LOAD_DANGEROUS,
     "a field of NumPy that ends behind its element"},
    {"a field that is an object",
     ROW_BYTES("\x80\4" STATED("V8") FIELD("O8", "K\0") "K\x08K\1K\x1btb."), ASSAY_LOAD_CLEAN, ""},
    {"a field whose bytes are an object",
     ROW_BYTES("\x80\4" STATED("V8") FIELD("O8", "K\0") "K\x08K\1K\x10tb."), ASSAY_LOAD_DANGEROUS,
     "bytes of the file that NumPy takes for objects"},
    {"an array in an element whose bytes are objects",
     ROW_BYTES("\x80\4" STATED("V16") DTYPE("O8") "K\2\x86NNK\x10K\1K\0tb."), ASSAY_LOAD_DANGEROUS,
     "bytes of the file that NumPy takes for objects"},
    {"a field that is computed",
     ROW_BYTES("\x80\4" STATED("V8") "N(Va\nt}Va\ncbuiltins\ntuple\n)RsK\x08K\1K\x10tb."),
     ASSAY_LOAD_SUSPICIOUS, "an element type that is made in another way than NumPy does"},
    {"a field that is computed behind its title",
     ROW_BYTES("\x80\4" STATED("V8") "N(Va\nt}Vt\n" DTYPE(
         "f4") "K\0\x86sVa\ncbuiltins\ntuple\n)RsK\x08K\1K\x10tb."),
     ASSAY_LOAD_SUSPICIOUS, "an element type that is made in another way than NumPy does"},
    {"a field that is changed",
     ROW_BYTES("\x80\4" STATED("V8") "N(Va\nt}\x94Va\n" DTYPE(
         "f4") "\x94K\0\x86sK\x08K\1K\x10tb0h\0Va\nh\1K\x70\x86s."),
     ASSAY_LOAD_DANGEROUS, "changes the fields of an element that NumPy has"},
    {"an element that is changed",
     ROW_BYTES("\x80\4" DTYPE("V8") "\x94]h\0a0(K\3V|\nNNNK\x08K\1K\0tb."), ASSAY_LOAD_DANGEROUS,
     "changes an element type of NumPy that is in use"},
    {"objects of joblib", ROW_BYTES(OBJECTS "\x80\2]q\0Vx\nah\0a.."), ASSAY_LOAD_CLEAN, ""},
    {"objects of joblib that count a memo",
     ROW_BYTES("\x80\4Vos\n\x94Vsystem\n\x94" OBJECTS
               "\x80\4Vnumpy\n\x94Vfloat64\n\x94h\0h\1\x93).."),
     ASSAY_LOAD_DANGEROUS, "counts a memo that readers other than joblib share"},
    {"numbers of joblib", ROW_BYTES(ARRAY "0cos\nsystem\n(Vtrue\ntNNNNNNNNNNNN."), ASSAY_LOAD_CLEAN,
     ""},
    {"numbers of joblib that are opcodes", ROW_BYTES(ARRAY "0cos\nsystem\n(Vtrue\ntRNNNNNNNNNNN."),
     ASSAY_LOAD_DANGEROUS, "calls in the bytes of an array, which only joblib passes over"},
    {"a function that is held", ROW_BYTES("\x80\4" PARTIAL "coperator\nmod\nK\1\x86R."),
     ASSAY_LOAD_CLEAN, ""},
    {"a function that is called",
     ROW_BYTES("\x80\4coperator\nmod\nV%(x)s\nccollections\ndefaultdict\n)R\x86R."),
     ASSAY_LOAD_SUSPICIOUS, "operator.mod('%(x)s', collections.defaultdict(...))"},
    {"flags of an enumeration, which are put together so",
     ROW_BYTES("\x80\4c_operator\nor_\ncre\nRegexFlag\nK\2\x85Rcre\nRegexFlag\nK\4\x85R\x86R."),
     ASSAY_LOAD_CLEAN, ""},
    {"a plain formula", ROW_BYTES(MODELS "}Vformula\nVy ~ x + np.x1\nsb."), ASSAY_LOAD_CLEAN, ""},
    {"a formula of numpy's functions", ROW_BYTES(MODELS "}Vformula\nVy ~ np.log(x) + (a)\nsb."),
     ASSAY_LOAD_CLEAN, ""},
    {"a formula that calls", ROW_BYTES(MODELS "}Vformula\nVy ~ mine(x)\nsb."),
     ASSAY_LOAD_SUSPICIOUS, "a formula, which patsy runs, calls functions"},
    {"a formula that reaches", ROW_BYTES(MODELS "}Vformula\nVy ~ x.__class__\nsb."),
     ASSAY_LOAD_DANGEROUS, "code in a formula, which patsy runs"},
    {"a formula of somebody else", ROW_BYTES("\x80\4}Vformula\nVy.__z\ns."), ASSAY_LOAD_CLEAN, ""},
    {"a method that writes, handed on", ROW_BYTES(GETATTR "Vto_json\n\x86R."),
     ASSAY_LOAD_SUSPICIOUS, "pandas.DataFrame.to_json"},
    {"a method that only tells", ROW_BYTES(GETATTR "Vnunique\n\x86R."), ASSAY_LOAD_SUSPICIOUS,
     "pandas.DataFrame.nunique"},
    {"numpy's way to a function", ROW_BYTES(UFUNC "Vnumpy\nVexp\n\x86R."), ASSAY_LOAD_CLEAN, ""},
    {"and to a process", ROW_BYTES(UFUNC "Vos\nVsystem\n\x86R."), ASSAY_LOAD_DANGEROUS,
     "os.system"},
    {"and to a name that is computed", ROW_BYTES(UFUNC "Vos\nN\x86R."), ASSAY_LOAD_DANGEROUS,
     "numpy.core._ufunc_reconstruct('os', None)"},
    {"a model by its name", ROW_BYTES(SENTENCES "Va/b\n\x85R."), ASSAY_LOAD_SUSPICIOUS,
     "sentence_transformers.SentenceTransformer('a/b')"},
    {"a model by its settings, which may hold code",
     ROW_BYTES("\x80\4cultralytics.nn.tasks\nDetectionModel\n}Vactivation\nVx()\ns\x85R."),
     ASSAY_LOAD_SUSPICIOUS, "ultralytics.nn.tasks.DetectionModel({...})"},
    {"a model by its name, to be made later",
     ROW_BYTES("\x80\4" PARTIAL "cbuiltins\ndict\n\x85R"
               "(csentence_transformers\nSentenceTransformer\n(Va/b\ntN}tb."),
     ASSAY_LOAD_SUSPICIOUS,
     "functools.partial(sentence_transformers.SentenceTransformer, (...), None, {...})"},
    {"a file of settings",
     ROW_BYTES("\x80\4caccelerate.utils.dataclasses\nDeepSpeedPlugin\nV/x\n\x85R."),
     ASSAY_LOAD_SUSPICIOUS, "accelerate.utils.dataclasses.DeepSpeedPlugin('/x')"},
    {"a file of a vocabulary", ROW_BYTES("\x80\4ctokenizers.models\nBPE\nV/x\nV/y\n\x86R."),
     ASSAY_LOAD_SUSPICIOUS, "tokenizers.models.BPE('/x', '/y')"},
    {"a time zone", ROW_BYTES("\x80\4" ZONE "NV/usr/share/zoneinfo/UTC\n\x86R."), ASSAY_LOAD_CLEAN,
     ""},
    {"a time zone that is read", ROW_BYTES("\x80\4" ZONE "V/usr/share/zoneinfo/UTC\n\x85R."),
     ASSAY_LOAD_CLEAN, ""},
    {"a time zone by way of its folder",
     ROW_BYTES("\x80\4" ZONE "V/usr/share/zoneinfo/../passwd\n\x85R."), ASSAY_LOAD_DANGEROUS, ""},
    {"a time zone that is another file", ROW_BYTES("\x80\4" ZONE "V/etc/passwd\n\x85R."),
     ASSAY_LOAD_DANGEROUS, "dateutil.tz.tz.tzfile('/etc/passwd')"},
    {"a model made bare", ROW_BYTES(SENTENCES ")\x81."), ASSAY_LOAD_CLEAN, ""},
    {"a state behind copyreg",
     ROW_BYTES(RECONSTRUCT "cscipy.stats._continuous_distns\nnorm_gen\n"
                           "cbuiltins\nobject\nN\x87Rcbuiltins\ndict\n)Rb."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"an old object",
     ROW_BYTES(RECONSTRUCT "csklearn.pipeline\nPipeline\n"
                           "cbuiltins\nobject\nN\x87R}b."),
     ASSAY_LOAD_CLEAN, ""},
    {"a constructor handed on",
     ROW_BYTES("\x80\4ctorch._tensor\n_rebuild_from_type_v2\n"
               "(csentence_transformers\nSentenceTransformer\nctorch\nTensor\nVa/b\n\x85}tR."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"a model by a text that is computed", ROW_BYTES(SENTENCES "cbuiltins\nstr\nVa/b\n\x85R\x85R."),
     ASSAY_LOAD_SUSPICIOUS, "sentence_transformers.SentenceTransformer(builtins.str(...))"},
    {"a model that is given its configuration", ROW_BYTES(BERT "\x85R."), ASSAY_LOAD_CLEAN, ""},
    {"a model of a configuration with a kernel",
     ROW_BYTES(BERT "}V_attn_implementation_internal\nVa/b\nsb\x85R."), ASSAY_LOAD_DANGEROUS,
     "transformers.models.bert.modeling_bert.BertModel("
     "transformers.models.bert.configuration_bert.BertConfig(...))"},
    {"a model of a configuration without one",
     ROW_BYTES(BERT "}V_attn_implementation_internal\nVsdpa\nsb\x85R."), ASSAY_LOAD_CLEAN, ""},
    {"a member of an enumeration",
     ROW_BYTES("\x80\4cbuiltins\ngetattr\ncaccelerate.utils.dataclasses\nDistributedType\n"
               "VMULTI_GPU\n\x86R\x85."),
     ASSAY_LOAD_CLEAN, ""},
    {"a member in small letters",
     ROW_BYTES("\x80\4cbuiltins\ngetattr\ncpandas._libs.lib\n_NoDefault\n"
               "Vno_default\n\x86R\x85."),
     ASSAY_LOAD_CLEAN, ""},
    {"a layer named like a hook",
     ROW_BYTES("\x80\4ccollections\nOrderedDict\n)RVappend\n"
               "ctorch.nn.modules.activation\nReLU\n)\x81s."),
     ASSAY_LOAD_CLEAN, ""},
    {"a hook in a state", ROW_BYTES(SPACE "}V__setstate__\ncbuiltins\nlen\nsb."),
     ASSAY_LOAD_DANGEROUS,
     "gives argparse.Namespace an attribute that unpickling looks up and calls"},
    {"a hook in a state behind a mark", ROW_BYTES(SPACE "(Vextend\ncbuiltins\nlen\ndb."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"a hook in a state that is copied",
     ROW_BYTES(SPACE "cbuiltins\ndict\n}Vadd\ncbuiltins\nlen\ns\x85Rb."), ASSAY_LOAD_DANGEROUS, ""},
    {"a word like a hook", ROW_BYTES("\x80\4}(Vadd\nK\1Vextend\nK\2u."), ASSAY_LOAD_CLEAN, ""},
    {"functions by their words", ROW_BYTES("\x80\4}Vadd\ncnumpy\nadd\ns."), ASSAY_LOAD_CLEAN, ""},
    {"a state with keys that are computed", ROW_BYTES(SPACE "}" TEXT_OF "cbuiltins\nlen\nsb."),
     ASSAY_LOAD_SUSPICIOUS, "a state whose keys are computed"},
    {"a state that is computed", ROW_BYTES(SPACE "cbuiltins\ndict\n)Rb."), ASSAY_LOAD_SUSPICIOUS,
     "a state that is computed"},
    {"attributes of a result", ROW_BYTES("\x80\4" NEXT "}b."), ASSAY_LOAD_SUSPICIOUS,
     "sets attributes of what builtins.next returned"},
    {"the place of an iterator", ROW_BYTES("\x80\4cbuiltins\niter\n]K\1a\x85RK\0b."),
     ASSAY_LOAD_CLEAN, ""},
    {"a state space of statsmodels",
     ROW_BYTES("\x80\4cstatsmodels.tsa.statespace._kalman_filter\ndKalmanFilter\n)\x81}b"
               "cstatsmodels.tools.tools\nBunch\n)\x81\x94Va\nK\1sh\0b\x86."),
     ASSAY_LOAD_CLEAN, ""},
    {"items for a result", ROW_BYTES("\x80\4" NEXT "K\1a."), ASSAY_LOAD_SUSPICIOUS,
     "changes what builtins.next returned"},
    {"items for what is no list", ROW_BYTES(SPACE "K\1a."), ASSAY_LOAD_SUSPICIOUS, ""},
    {"items for a queue", ROW_BYTES("\x80\4ccollections\ndeque\n)RK\1a."), ASSAY_LOAD_CLEAN, ""},
    {"iter that calls", ROW_BYTES("\x80\4cbuiltins\niter\ncbuiltins\nlen\nN\x86R."),
     ASSAY_LOAD_DANGEROUS, "builtins.iter(builtins.len, None)"},
    {"an old object of what is no class",
     ROW_BYTES(RECONSTRUCT "Vexec\ncbuiltins\nobject\nN\x87R."), ASSAY_LOAD_DANGEROUS, ""},
    {"a generator of numpy",
     ROW_BYTES(GENERATOR "VMT19937\ncnumpy.random._pickle\n"
                         "__bit_generator_ctor\n\x86R."),
     ASSAY_LOAD_CLEAN, ""},
    {"a generator of something else", ROW_BYTES(GENERATOR "Vx\ncbuiltins\nstr\n\x86R."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"the frame of a result", ROW_BYTES("\x80\4cbuiltins\ngetattr\n" NEXT "Vgi_frame\n\x86R."),
     ASSAY_LOAD_DANGEROUS, ""},
    {"a joblib array that is handed on",
     ROW_BYTES("\x80\4]cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81"
               "a."),
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a constructor that an old object is made by",
     ROW_BYTES(RECONSTRUCT "csentence_transformers\nSentenceTransformer\n"
                           "cbuiltins\nobject\nN\x87R}b."),
     ASSAY_LOAD_CLEAN, ""},
    {"a class that torch keeps elsewhere",
     ROW_BYTES("\x80\2(Vmodule\nctorch.nn.modules.linear\nLinear\nVl.py\ntQ)\x81."),
     ASSAY_LOAD_CLEAN, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_pickle, row->bytes, "m.pkl");

    if (seen->content.load != row->load)
        inspected_fail(seen, "the load");
    if (*row->detail && !inspected_observation(seen, "model.code-import", row->detail) &&
        !inspected_observation(seen, "model.unknown-import", row->detail))
        inspected_fail(seen, row->detail);
    inspected_free(seen);
}

static void check_facts(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_pickle,
        BYTES("\x80\4csklearn.pipeline\nPipeline\n)\x81}V_sklearn_version\nV1.2.1\nsb."), "m.pkl");

    (void)state;
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_ARCHITECTURE),
                        "sklearn.pipeline.Pipeline");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_PRODUCER), "scikit-learn 1.2.1");
    inspected_free(seen);
    seen = inspect_bytes(&inspect_pickle, BYTES("\x80\4}(Vepoch\nK\1Vsomebody\n}(Vargs\nNuu."),
                         "m.pkl");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_CHECKPOINT_KEYS), "epoch");
    assert_null(inspected_find(seen, ASSAY_FACT_MODEL_ARCHITECTURE));
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(check_facts)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
