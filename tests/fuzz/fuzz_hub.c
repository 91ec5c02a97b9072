/*
 * fuzz_hub.c - any bytes as what stands beside models under names of its own. The first byte picks
 * the inspector, the second the size of windows; both sizes must find the same.
 */

#include "named_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct named_choice choices[] = {
        {&inspect_hub_config, "config.json"},
        {&inspect_hub_config, "tokenizer_config.json"},
        {&inspect_hub_config, "model_index.json"},
        {&inspect_hub_config, "modules.json"},
        {&inspect_hub_config, "tokenizer.json"},
        {&inspect_hub_code, "handler.py"},
        {&inspect_chat_template, "chat_template.jinja"},
        {&inspect_mlmodel, "MLmodel"},
        {&inspect_kitfile, "Kitfile"},
        {&inspect_hydra, "x.yaml"},
        {&inspect_dataset_json, "croissant.json"},
        {&inspect_dataset_json, "datapackage.json"},
        {&inspect_dataset_json, "dataset_infos.json"},
        {&inspect_model_spec, "x"},
        {&inspect_notebook, "x.ipynb"},
    };

    return fuzz_named(choices, ARRAY_LEN(choices), data, size);
}
