/* test_inspect_hub_config.c - configurations beside a model: facts, and code that they name. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define CODE(how) "observation model.custom-code [" how "]"

static const struct inspect_row rows[] = {
    {"a model", "m/config.json",
     ROW_BYTES("{\"architectures\":[\"A\",\"B\"],\"model_type\":\"llama\",\"torch_dtype\":"
               "\"torch.float16\",\"transformers_version\":\"4.1\",\"license\":\"apache-2.0\","
               "\"max_position_embeddings\":2048,\"_name_or_path\":\"a/b\"}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format hub-config\nfact model.architecture (declared) = A\n"
     "fact model.type (declared) = llama\nfact model.dtypes (declared) = [F16]\n"
     "fact model.producer (declared) = transformers 4.1\n"
     "fact model.license (declared) = [Apache-2.0]\n"
     "fact model.context-length (declared) = 2048\nfact model.loaded-from (declared) = a/b\n"},
    {"quantized", "config.json",
     ROW_BYTES("{\"model_type\":\"x\",\"quantization_config\":{\"bits\":4,\"quant_method\":"
               "\"awq\"}}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "fact model.quantisation (declared) = [awq 4 bits]\n"},
    {"another program's", "config.json", ROW_BYTES("{\"port\":80,\"dtype\":{}}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "kind config, format ,\n"},
    {"another program's, with comments", "tsconfig.json", ROW_BYTES("{ // no\n}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "kind config, format ,\n"},
    {"code beside it", "config.json", ROW_BYTES("{\"auto_map\":{\"AutoModel\":\"m.X\"}}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS,
     "fact model.custom-code = [m.X]\n" CODE("auto_map.AutoModel: m.X") " medium x1 at 25\n"},
    {"code from elsewhere, in escapes", "config.json",
     ROW_BYTES("{\"auto\\u005fmap\":{\"AutoModel\":\"a/b-\\u002dm.X\"}}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("auto_map.AutoModel: a/b--m.X") " high\n"},
    {"code of a tokenizer", "tokenizer_config.json",
     ROW_BYTES("{\"auto_map\":{\"AutoTokenizer\":[\"t.T\",null]}}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("auto_map.AutoTokenizer[0]: t.T") "\n"},
    {"code outside the folder", "config.json",
     ROW_BYTES("{\"auto_map\":{\"AutoModel\":\"../m.X\"}}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     CODE("auto_map.AutoModel: ../m.X") "\n"},
    {"trust, deep inside", "config.json", ROW_BYTES("{\"a\":[{\"trust_remote_code\":true}]}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("a[0].trust_remote_code") "\n"},
    {"no trust", "config.json", ROW_BYTES("{\"model_type\":\"x\",\"trust_remote_code\":false}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, ""},
    {"a kernel from the Hub", "config.json",
     ROW_BYTES("{\"_attn_implementation_internal\":\"a/kernel\"}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     CODE("_attn_implementation_internal: a/kernel") "\n"},
    {"a kernel of a part", "config.json",
     ROW_BYTES("{\"x\":{\"_attn_implementation\":{\"text\":\"a/k\",\"vision\":\"sdpa\"}}}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("x._attn_implementation.text: a/k") "\n"},
    {"pipelines of its own", "config.json",
     ROW_BYTES("{\"custom_pipelines\":{\"p\":{\"impl\":\"p.P\",\"pt\":[\"AutoModel\"]}}}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("custom_pipelines.p.impl: p.P") "\n"},
    {"a target that runs code", "config.json",
     ROW_BYTES("{\"x\":{\"_target_\":\"builtins.exec\"}}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     CODE("x._target_: builtins.exec") "\n"},
    {"a library of an adapter", "adapter_config.json",
     ROW_BYTES("{\"base_model_name_or_path\":\"a/b\",\"auto_mapping\":{\"parent_library\":\"x\"}}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     "kind config, format peft-adapter\nfact model.base-model (declared) = [a/b]\n" CODE(
         "auto_mapping.parent_library: x") "\n"},
    {"a pipeline", "model_index.json",
     ROW_BYTES("{\"_class_name\":\"P\",\"unet\":[\"diffusers\",\"U\"],\"vae\":[null,null]}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "kind config, format diffusers-index\n"},
    {"a pipeline of modules that nobody knows", "model_index.json",
     ROW_BYTES("{\"_class_name\":[\"mine\",\"P\"],\"unet\":[\"os\",\"system\"]}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("_class_name[0]: mine") "\n" CODE("unet[0]: os") "\n"},
    {"sentence modules", "modules.json",
     ROW_BYTES("[{\"type\":\"sentence_transformers.models.Pooling\"},{\"type\":\"mine.M\"}]"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("[1].type: mine.M") "\n"},
    {"sentence modules of another folder", "modules.json",
     ROW_BYTES("[{\"path\":\"\",\"type\":\"sentence_transformers.models.Pooling\"},"
               "{\"path\":\"../../x\",\"type\":\"sentence_transformers.models.Pooling\"}]"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, "observation model.custom-code [[1].path: ../../x] high\n"},
    {"sentence modules that are others'", "modules.json",
     ROW_BYTES("[{\"type\":\"sentence_transformers.util.torch\"}]"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("[0].type: sentence_transformers.util.torch") "\n"},
    {"a module of another project behind Megatron's name", "adapter_config.json",
     ROW_BYTES("{\"peft_type\":\"LORA\",\"megatron_config\":{},\"megatron_core\":\"mine\"}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("megatron_core: mine") " medium\n"},
    {"Megatron itself", "adapter_config.json",
     ROW_BYTES("{\"peft_type\":\"LORA\",\"megatron_core\":\"megatron.core\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"a pickle that prompts begin with", "adapter_config.json",
     ROW_BYTES("{\"peft_type\":\"MULTITASK_PROMPT_TUNING\","
               "\"prompt_tuning_init_state_dict_path\":\"/tmp/a.bin\"}"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, CODE("prompt_tuning_init_state_dict_path: /tmp/a.bin") "\n"},
    {"parts of a modular pipeline", "modular_model_index.json",
     ROW_BYTES("{\"_class_name\":\"P\",\"unet\":[null,null,{\"repo\":\"a/b\","
               "\"type_hint\":[\"mine\",\"U\"]}],\"vae\":[null,null,{\"type_hint\":"
               "[\"diffusers\",\"V\"]}]}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("unet[2].type_hint[0]: mine") " medium\n"},
    {"an activation of a module of one's own", "2_Dense/config.json",
     ROW_BYTES("{\"in_features\":2,\"activation_function\":\"mine.run\"}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("activation_function: mine.run") " medium\n"},
    {"an activation that runs code", "2_Dense/config.json",
     ROW_BYTES("{\"in_features\":2,\"activation_function\":\"pdb.set_trace\"}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("activation_function: pdb.set_trace") " high\n"},
    {"an activation of torch", "config.json",
     ROW_BYTES("{\"model_type\":\"bert\",\"sbert_ce_default_activation_function\":"
               "\"torch.nn.modules.linear.Identity\"}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, ""},
    {"an activation of transformers", "config.json",
     ROW_BYTES("{\"model_type\":\"gpt2\",\"activation_function\":\"gelu_new\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"an activation of a cross encoder", "config.json",
     ROW_BYTES("{\"sentence_transformers\":{\"activation_fn\":\"mine.A\"}}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, CODE("sentence_transformers.activation_fn: mine.A") "\n"},
    {"operators in machine code", "genai_config.json",
     ROW_BYTES(
         "{\"model\":{\"decoder\":{\"session_options\":{\"custom_ops_library\":\"ops.so\"}}}}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("model.decoder.session_options.custom_ops_library: ops.so") " medium\n"},
    {"a server of one's own", "model-settings.json",
     ROW_BYTES("{\"name\":\"m\",\"implementation\":\"mine.Runtime\"}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS,
     "kind config, format mlserver-settings\n" CODE("implementation: mine.Runtime") " medium\n"},
    {"a server of MLServer's", "model-settings.json",
     ROW_BYTES("{\"implementation\":\"mlserver_sklearn.SKLearnModel\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"routes to a module of one's own", "router_config.json",
     ROW_BYTES("{\"types\":{\"a\":\"sentence_transformers.models.Dense\",\"b\":\"mine.M\"},"
               "\"structure\":{\"query\":[\"b\"]}}"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, CODE("types: mine.M") "\n"},
    {"types of something else", "config.json", ROW_BYTES("{\"types\":{\"a\":\"x.y\"}}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "kind config, format ,\n"},
    {"a tokenizer of words", "wordembedding_config.json",
     ROW_BYTES("{\"tokenizer_class\":\"mine.T\"}"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     CODE("tokenizer_class: mine.T") "\n"},
    {"experts by the library's own means", "config.json",
     ROW_BYTES("{\"model_type\":\"x\",\"_experts_implementation\":\"grouped_mm\"}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, ""},
    {"experts from the Hub", "config.json",
     ROW_BYTES("{\"model_type\":\"x\",\"_experts_implementation\":\"a/b\"}"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, CODE("_experts_implementation: a/b") "\n"},
    {"a vocabulary", "tokenizer.json",
     ROW_BYTES("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"c\":2}}}"), ASSAY_OK,
     ASSAY_LOAD_CLEAN, "kind config, format hub-tokenizer\nfact model.vocabulary = 3\n"},
    {"a template", "tokenizer_config.json", ROW_BYTES("{\"chat_template\":\"{{ m.content }}\"}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format hub-tokenizer-config\nfact model.chat-templates = [default: sha256:\n"},
    {"a template that reaches, in escapes", "tokenizer_config.json",
     ROW_BYTES("{\"chat_template\":\"{{ x.\\u005f_class__ }}\"}"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.template-reaches-python [attribute __class__] high x1 at 17\n"},
    {"templates by name", "tokenizer_config.json",
     ROW_BYTES("{\"chat_template\":[{\"name\":\"rag\",\"template\":\"{{ open(1) }}\"}]}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, "fact model.chat-templates = [rag: sha256:\n"},
    {"a name twice", "config.json", ROW_BYTES("{\"model_type\":\"x\",\"a\":1,\"a\":2}"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, "gap model.invalid at 24: 1 names stand twice\n"},
    {"numbers as Python writes them", "config.json",
     ROW_BYTES("{\"model_type\":\"x\",\"a\":[NaN,Infinity,-Infinity]}"), ASSAY_OK, ASSAY_LOAD_CLEAN,
     ""},
    {"bytes behind", "config.json", ROW_BYTES("{\"model_type\":\"x\"} {}"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"cut", "config.json", ROW_BYTES("{\"model_type\":\"x\""), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_hub_config, *state);
    inspect_row_cuts(&inspect_hub_config, *state, true);
}

static void nesting_is_bounded(void **state)
{
    enum { LEVELS = 100000 };
    static const char start[] = "{\"model_type\":\"x\",\"a\":";
    size_t size = sizeof start - 1;
    char *text = malloc(size + LEVELS);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memcpy(text, start, size);
    memset(text + size, '[', LEVELS);
    seen = inspect_bytes(&inspect_hub_config, bytes_of(text, size + LEVELS), "config.json");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nesting_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
