"""Folders of the Hub: configurations, templates and code beside models."""

import bz2
import gzip
import io
import json
import struct
import zipfile

import tensors


def document(value):
    return lambda: json.dumps(value).encode()


def text(value):
    return lambda: value.encode()


LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16",
         "max_position_embeddings": 4096, "vocab_size": 32000, "transformers_version": "4.40.0",
         "_name_or_path": "meta-llama/Llama-2-7b-hf"}


def llama(**more):
    return document({**LLAMA, **more})


LAYOUT = "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] }}{% endfor %}"
REACH = "{{ ''.__class__.__mro__[1].__subclasses__() }}"

def placed(path, make, *rest):
    """A file whose name matters, in a folder of its own."""
    folder, name = path.split("/", 1)
    return (folder, lambda: {name: make()}, *rest)


def weights(shape, **metadata):
    size = 4
    for side in shape:
        size *= side
    return tensors.safetensors({"__metadata__": metadata, "a": tensors.tensor("F32", shape, 0, size)}, bytes(size))


MLMODEL = """artifact_path: model
flavors:
  python_function:
    loader_module: %s
    model_path: model.pkl
  sklearn:
    sklearn_version: 1.2.1
mlflow_version: 2.1.1
model_uuid: 0123
signature:
  inputs: '[{"name": "a", "type": "double"}]'
"""

CARD = """---
license: mit
base_model: a/base-7b
datasets: [x]
parameters: 12
---
"""


def papers(license, base, config, shape, name="model.safetensors"):
    return lambda: {"README.md": CARD.encode(), "config.json": llama(**config)(),
                    name: weights(shape, license=license, base_model=base)}


def r_word(number):
    return struct.pack(">i", number)


def r_text(text):
    return struct.pack(">ii", 0x40009, len(text)) + text.encode()


def r_symbol(name):
    return r_word(1) + r_text(name)


R_HEAD = b"X\n" + r_word(2) + r_word(0x40202) + r_word(0x20300)
R_NULL, R_GLOBAL, R_UNBOUND = r_word(254), r_word(253), r_word(252)
R_CALL = r_word(6) + r_symbol("system") + r_word(2) + r_word(16) + r_word(1) + r_text("true") + R_NULL
R_PROMISE = r_word(0x405) + R_GLOBAL + R_UNBOUND + R_CALL
R_FUNCTION = r_word(0x403) + R_GLOBAL + R_NULL + r_symbol("x")


def r_table():
    return R_HEAD + r_word(0x313) + r_word(1) + r_word(13) + r_word(3) + b"".join(map(r_word, (1, 2, 3))) + (
        r_word(0x402) + r_symbol("names") + r_word(16) + r_word(1) + r_text("id") +
        r_word(0x402) + r_symbol("class") + r_word(16) + r_word(1) + r_text("data.frame") +
        r_word(0x402) + r_symbol("row.names") + r_word(13) + r_word(2) + r_word(-2**31) + r_word(-3) + R_NULL)


def xgboost(**more):
    return document({"learner": {"attributes": {}, "gradient_booster": {
        "model": {"trees": [{}, {}]}, "name": "gbtree"}, "learner_model_param": {"num_feature": "4"},
        "objective": {"name": "reg:squarederror"}}, "version": [1, 7, 3], **more})


LIGHTGBM = "tree\nversion=v4\nnum_class=1\nmax_feature_idx=3\nobjective=binary\n\nTree=0\n\n"
FLAX = b"\x81\xa1w\xc7\x16\x01\x93\x92\x02\x01\xa7float32\xc4\x08abcdefgh"
NOTEBOOK = {"cells": [{"cell_type": "code", "source": ["a = 1\n"], "outputs": [{"text": ["x"]}]}],
            "metadata": {"kernelspec": {"name": "ir"}, "language_info": {"name": "R"}}, "nbformat": 4}

PMML = ("<?xml version='1.0'?><PMML version='4.4'><Header><Application name='JPMML' version='1.2'/></Header>"
        "<TreeModel functionName='classification' modelName='m'><MiningSchema><MiningField name='a'/></MiningSchema>"
        "</TreeModel></PMML>")
OPENVINO = ("<net name='n' version='11'><layers><layer type='Const' version='%s'><data element_type='f32' "
            "shape='2, 3'/></layer></layers></net>")



def llamafile():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("model.gguf"), tensors.small())
        archive.writestr(zipfile.ZipInfo(".args"), "-m\nmodel.gguf\n")
    return b"MZqFpD='\n" + bytes(4096) + out.getvalue()


OTHERS = [
    ("model.llamafile", llamafile, "dangerous", {"model.architecture": "llama"}),
    ("tree.pmml", text(PMML), "clean", {"model.trees": 1, "model.producer": "JPMML 1.2", "model.features": 1}),
    ("entity.pmml", text("<!DOCTYPE PMML [<!ENTITY a SYSTEM 'file:///nowhere'>]><PMML>&a;</PMML>"), "suspicious", {},
     ["model.invalid"]),
    ("graph.xml", text(OPENVINO % "opset1"), "clean",
     {"model.parameters": 6, "model.external-files": ["graph.bin"]}),
    ("custom.xml", text(OPENVINO % "extension"), "suspicious", {"model.operators-custom": ["Const"]}),
    ("table.rds", lambda: gzip.compress(r_table(), mtime=0), "clean",
     {"dataset.rows": 3, "dataset.column-names": ["id"], "model.producer": "R 4.2.2"}),
    ("promise.rds", lambda: R_HEAD + R_PROMISE, "dangerous", {"model.object-types": ["promise"]}),
    ("promise.RData", lambda: bz2.compress(b"RDX2\n" + R_HEAD + r_word(0x402) + r_symbol("x") + R_PROMISE + R_NULL),
     "dangerous", {}),
    ("function.rds", lambda: R_HEAD + R_FUNCTION, "suspicious", {"model.object-types": ["closure"]}),
    ("first.RData", lambda: b"RDX2\n" + R_HEAD + r_word(0x402) + r_symbol(".First") + R_FUNCTION + R_NULL,
     "dangerous", {}),
    ("cut.rds", lambda: R_HEAD + R_PROMISE[:-8], "dangerous", {}, ["model.invalid"]),
    ("xgboost.json", xgboost(), "clean",
     {"model.trees": 2, "model.features": 4, "model.objective": "reg:squarederror",
      "model.producer": "XGBoost 1.7.3"}),
    ("lightgbm.txt", text(LIGHTGBM + "end of trees\n"), "clean",
     {"model.trees": 1, "model.features": 4, "model.objective": "binary"}),
    ("lightgbm-cut.txt", text(LIGHTGBM), "suspicious", {}, ["model.invalid"]),
    ("flax_model.msgpack", lambda: FLAX, "clean", {"model.parameters": 2, "model.dtypes": ["F32"]}),
    ("flax-cut.msgpack", lambda: FLAX[:-1], "suspicious", {}, ["model.invalid"]),
    ("notebook.ipynb", document(NOTEBOOK), "clean",
     {"document.cells": 1, "document.outputs": 1, "document.kernel": "ir", "document.language": "R"}),
]

FOLDERS = [
    ("agree", papers("mit", "a/base-7b", {"license": "mit"}, [3, 4]), "clean",
     {"model.architecture": "LlamaForCausalLM", "model.parameters": 12}),
    ("licences", papers("apache-2.0", "a/base-7b", {}, [3, 4]), "clean",
     {"model.disagreements": ["license: card says MIT, file says apache-2.0"]}),
    ("licences2", papers("mit", "a/base-7b", {"license": "gpl-3.0"}, [3, 4]), "clean",
     {"model.disagreements": ["license: config.json says GPL-3.0-only, file says mit",
                              "license: config.json says GPL-3.0-only, card says MIT"]}),
    ("counts", papers("mit", "a/base-7b", {}, [30, 4]), "clean",
     {"model.disagreements": ["parameters: card says 12, file has 120"]}),
    ("names", papers("mit", "a/base-7b", {}, [3, 4], "model-7b.safetensors"), "clean",
     {"model.disagreements": ["parameters: the file's name is model-7b, file has 12"]}),
    ("kinds", lambda: {"config.json": llama()(), "model.gguf": tensors.gguf(
        [tensors.pair("general.architecture", 8, tensors.text("bert"))])}, "clean",
     {"model.disagreements": ["architecture: config.json says LlamaForCausalLM, file says bert"]}),
    ("bases", lambda: {"README.md": CARD.encode(), "adapter_model.safetensors": weights([3, 4]),
                       "adapter_config.json": json.dumps({"base_model_name_or_path": "b/other",
                                                          "peft_type": "LORA"}).encode()}, "clean",
     {"model.disagreements": ["base model: adapter_config.json says b/other, card says a/base-7b"]}),
]

PICKLED = {"py/reduce": [{"py/type": "os.system"}, {"py/tuple": ["true"]}]}
LINES = "".join(json.dumps({"a": i, "b": "x" * 50}) + "\n" for i in range(200))

CAFFE = "name: 'net'\nlayer { name: 'data' type: 'Input' input_param { shape: { dim: 1 dim: 3 } } }\n"


def genai(**options):
    return document({"model": {"type": "llama", "decoder": {"session_options": {"provider_options": [{"qnn": options}]},
                                                            "filename": "model.onnx"}}})


COMMENTS = ("#" * 79 + "\n") * 900
KERAS_YAML = '''backend: tensorflow
class_name: Sequential
config:
  layers:
  - class_name: InputLayer
    config:
      batch_input_shape: !!python/tuple
      - null
      - 8
      name: input_1
  - class_name: %s
    config:
      %s
      name: l
  name: sequential
keras_version: 2.4.0
'''
KERAS_LAMBDA = '''arguments: {}
      function: !!python/tuple
      - 4wEAAAABAAAA
      - null
      - null
      function_type: lambda'''

FILES = [placed(*row) for row in [
    ("jsonpickle/model.json", document({"py/object": "sklearn.preprocessing._data.StandardScaler", "with_mean": True}),
     "clean", {}),
    ("jsonpickle-call/model.json", document({"a": {"py/reduce": [{"py/type": "os.system"}, {"py/tuple": ["true"]}]}}),
     "dangerous", {}),
    ("jsonpickle-far/model.json", document({"a": "x" * 5000, "b": PICKLED}), "dangerous", {}),
    ("jsonpickle-far-table/rows.json", document([{"a": i, "b": "x" * 50} for i in range(200)] + [{"a": 1, "b": PICKLED}]),
     "dangerous", {"dataset.rows": 201}),
    ("jsonpickle-far-lines/rows.jsonl", text(LINES + json.dumps({"a": 1, "b": PICKLED}) + "\n"), "dangerous", {"dataset.rows": 201}),
    ("jsonpickle-lines/rows.jsonl", text((json.dumps({"a": PICKLED}) + "\n") * 3), "dangerous", {"dataset.rows": 3}),
    ("jsonpickle-config/config.json", llama(a={"py/object": "builtins.list"}, auto_map={"AutoModel": "a/b--m.X"}), "dangerous",
     {"model.type": "llama"}),
    ("jsonpickle-escaped/model.txt", text(json.dumps({"a": "x" * 5000})[:-1] + ', "\\u0070y\\u002freduce": '
                                          '[{"p\\u0079/type": "os.system"}]}'), "dangerous", {}),
    ("jsonpickle-blank/model.json", text(" " * 5000 + json.dumps(PICKLED)), "dangerous", {}),
    ("jsonpickle-broken/model.json", text(json.dumps({"a": "x" * 5000})[:-1] + ',, "a": ' + json.dumps(PICKLED) + "}"), "suspicious",
     {}, ["model.invalid"]),
    ("jsonpickle-known/model.json", document({"a": "x" * 5000, "b": {"py/object": "sklearn.preprocessing._data.StandardScaler"}}),
     "clean", {}),
    ("jsonpickle-spoken/rows.jsonl", text(LINES + json.dumps({"a": 1, "b": json.dumps(PICKLED)}) + "\n"), "clean", {}),
    ("jsonpickle-source/tags.py", text("[x for x in y if \"py/object\" in x]\n" + "#" * 5000 + "\n\"py/object\"\n"), "unread", {}),
    ("yolo/yolo.yaml", text("nc: 80\nactivation: __import__('os').system('true')\nbackbone:\n  - [-1, 1, Conv, [64, 3]]\n"
                            "head:\n  - [-1, 1, Detect, [nc]]\n"), "dangerous", {}),
    ("hydra-anchor/model.yaml", text("a: &x 1\nmodel:\n  target: os.system\n  params: {command: 'true'}\n"), "dangerous", {}),
    ("yolo-far/yolo.yaml", text("nc: 80\nbackbone:\n  - [-1, 1, Conv, [64, 3]]\n" + COMMENTS +
                                "head:\n  - [-1, 1, \"__import__('os').system('true')\", [nc]]\n"), "dangerous", {}),
    ("hydra-far/model.yaml", text(COMMENTS + "model:\n  _target_: os.system\n"), "dangerous", {"model.custom-code": ["os.system"]}),
    ("hydra-far-pair/model.yaml", text("model:\n  class_path: os.system\n" + COMMENTS + "  init_args: {command: 'true'}\n"), "dangerous", {}),
    ("hydra-far-plain/model.yaml", text("".join(f"- name: a{i}\n  target: prod\n  params: {{a: 1}}\n" for i in range(4000))), "unread", {}),
    ("hydra-merged/model.yaml", text("a: &x {target: os.system}\nm:\n  <<: *x\n  params: {command: 'true'}\n"), "dangerous", {}),
    ("keras-yaml/model.yaml", text(KERAS_YAML % ("Dense", "kernel_size: &id001 [1, 1]\n      strides: *id001")), "clean",
     {"model.architecture": "Sequential", "model.layers": 2}),
    ("keras-yaml-lambda/model.yaml", text(KERAS_YAML % ("Lambda", KERAS_LAMBDA)), "dangerous", {}),
    ("keras-yaml-text/architecture.txt", text(KERAS_YAML % ("Lambda", KERAS_LAMBDA)), "dangerous", {}),
    ("keras-yaml-far/model.yml", text(COMMENTS + KERAS_YAML % ("Lambda", KERAS_LAMBDA)), "dangerous", {}),
    ("keras-yaml-own/model.yaml", text(KERAS_YAML % ("MyLayer", "units: 3")), "suspicious", {}),
    ("keras-yaml-other/run.yaml", text("class_name: MyRunner\nconfig:\n  filepath: /data/a.csv\n"), "unread", {}),
    ("hydra-loader/model.yaml", text("_target_: torch.storage._load_from_bytes\nb: x\n"), "dangerous", {}),
    ("hydra-library/data.yaml", text("_target_: torch.utils.data.DataLoader\nbatch_size: 2\n"), "clean", {}),
    ("plain/config.json", llama(), "clean",
     {"model.architecture": "LlamaForCausalLM", "model.type": "llama", "model.dtypes": ["BF16"],
      "model.context-length": 4096, "model.producer": "transformers 4.40.0", "model.vocabulary": 32000,
      "model.loaded-from": "meta-llama/Llama-2-7b-hf"}),
    ("gptq/config.json", llama(quantization_config={"quant_method": "gptq", "bits": 4}), "clean",
     {"model.quantisation": ["gptq 4 bits"]}),
    ("flash/config.json", llama(_attn_implementation="flash_attention_4"), "clean", {}),
    ("sdpa/config.json", llama(_attn_implementation="sdpa"), "clean", {}),
    ("limits/config.json", lambda: b'{"model_type": "mamba2", "time_step_limit": [0.0, Infinity]}', "clean",
     {"model.type": "mamba2"}),
    ("map/config.json", llama(auto_map={"AutoModel": "modeling_x.X"}), "suspicious",
     {"model.custom-code": ["modeling_x.X"]}),
    ("remote/config.json", llama(auto_map={"AutoModel": "a/b--modeling_x.X"}), "dangerous",
     {"model.custom-code": ["a/b--modeling_x.X"]}),
    ("escaped/config.json", lambda: b'{"model_type":"x","\\u0061uto_map":{"AutoModel":"a/b\\u002d-m.X"}}',
     "dangerous", {"model.custom-code": ["a/b--m.X"]}),
    ("late/config.json", lambda: b" " * 9000 + llama(auto_map={"AutoModel": "a/b--m.X"})(), "dangerous", {}),
    ("nested/config.json", llama(vision_config={"x": [{"trust_remote_code": True}]}), "dangerous", {}),
    ("kernel/config.json", llama(_attn_implementation_internal="a/kernel"), "dangerous", {}),
    ("attention/config.json", llama(text_config={"_attn_implementation": "mine"}), "suspicious", {}),
    ("pipelines/config.json", llama(custom_pipelines={"x": {"impl": "pipe.P", "pt": ["AutoModel"]}}),
     "suspicious", {"model.custom-code": ["pipe.P"]}),
    ("twice/config.json", lambda: b'{"model_type":"x","auto_map":{},"model_type":"y"}', "suspicious", {},
     ["model.invalid"]),
    ("cut/config.json", lambda: llama()()[:-1], "suspicious", {}, ["model.invalid"]),
    ("outside/config.json", llama(auto_map={"AutoModel": "../../x.X"}), "dangerous", {}),
    ("template/tokenizer_config.json", document({"tokenizer_class": "X", "chat_template": LAYOUT}), "clean", {}),
    ("template2/tokenizer_config.json", document({"tokenizer_class": "X", "chat_template": REACH}), "dangerous",
     {}),
    ("template3/tokenizer_config.json",
     document({"chat_template": [{"name": "default", "template": LAYOUT}, {"name": "rag", "template": REACH}]}),
     "dangerous", {}),
    ("tokenizer/tokenizer_config.json",
     document({"tokenizer_class": "X", "auto_map": {"AutoTokenizer": ["tokenization_x.X", None]}}), "suspicious",
     {"model.custom-code": ["tokenization_x.X"]}),
    ("words/tokenizer.json", document({"version": "1.0", "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}}}),
     "clean", {"model.vocabulary": 2}),
    ("jinja/chat_template.jinja", text(LAYOUT), "clean", {}),
    ("jinja2/chat_template.jinja", text(REACH), "dangerous", {}),
    ("jinja-raw/chat_template.jinja", text("{% raw %}{# {% endraw %}{{ x.__class__ }}{# #}"), "dangerous", {}),
    ("jinja-braces/chat_template.jinja", text("{{ {'a': {'b': 1}}.x.__class__ }}"), "dangerous", {}),
    ("jinja-frame/chat_template.jinja", text("{{ ([1] | map('abs')).gi_frame.f_back }}"), "dangerous", {}),
    ("jinja-built/chat_template.jinja", text("{% set u = '_' %}{{ x[u ~ u ~ 'class' ~ u ~ u] }}"), "suspicious", {}),
    ("jinja-block/chat_template.jinja", text("{% set d %}__class__{% endset %}{{ ()[d] }}"), "dangerous", {}),
    ("jinja-cut/chat_template.jinja",
     text("{% set u = 'a_b'[1] %}{{ ()[u ~ u ~ 'class' ~ u ~ u][u ~ u ~ 'base' ~ u ~ u]() }}"), "dangerous", {}),
    ("jinja-rebound/chat_template.jinja",
     text("{% set k = bos_token[0] %}{% set range = x[k ~ k ~ 'init'] %}{{ range() }}"), "suspicious", {}),
    ("jinja3/additional_chat_templates/rag.jinja", text(REACH), "dangerous", {}),
    ("lora/adapter_config.json",
     document({"base_model_name_or_path": "meta-llama/Llama-2-7b-hf", "peft_type": "LORA", "auto_mapping": None}),
     "clean", {"model.base-model": ["meta-llama/Llama-2-7b-hf"], "model.type": "LORA"}),
    ("lora2/adapter_config.json",
     document({"peft_type": "LORA", "auto_mapping": {"base_model_class": "X", "parent_library": "x.y"}}),
     "suspicious", {"model.custom-code": ["x.y"]}),
    ("diffusion/model_index.json",
     document({"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.20.0",
               "unet": ["diffusers", "UNet2DConditionModel"], "feature_extractor": [None, None]}), "clean",
     {"model.architecture": "StableDiffusionPipeline", "model.producer": "diffusers 0.20.0"}),
    ("diffusion2/model_index.json", document({"_class_name": "P", "unet": ["my_unet", "U"]}), "suspicious",
     {"model.custom-code": ["my_unet"]}),
    ("sentence/modules.json",
     document([{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]), "clean",
     {}),
    ("sentence2/modules.json", document([{"idx": 0, "name": "0", "path": "", "type": "custom_st.T"}]),
     "suspicious", {"model.custom-code": ["custom_st.T"]}),
    ("sentence3/modules.json",
     document([{"idx": 0, "name": "0", "path": "m.pt", "type": "sentence_transformers.util.torch"}]), "suspicious",
     {"model.custom-code": ["sentence_transformers.util.torch"]}),
    ("mlflow/MLmodel", text(MLMODEL % "mlflow.sklearn"), "clean",
     {"model.producer": "mlflow 2.1.1", "model.flavors": ["sklearn 1.2.1"],
      "model.input-signature": ["a: double"]}),
    ("mlflow2/MLmodel", text(MLMODEL % "mine"), "suspicious", {"model.custom-code": ["mine"]}),
    ("langchain/p.json", document({"_type": "prompt", "input_variables": ["q"], "template": "Answer {q} as {{json}}."}), "clean", {}),
    ("langchain2/p.yaml", text("_type: prompt\ninput_variables: [q]\ntemplate_format: jinja2\ntemplate: 'Answer {{ q }}'\n"), "clean", {}),
    ("langchain3/p.json", document({"_type": "prompt", "input_variables": ["q"], "template_format": "jinja2",
        "template": "{{ q.__class__.__base__.__subclasses__() }}"}), "dangerous", {}),
    ("langchain4/p.json", document({"_type": "prompt", "input_variables": ["q"], "template": "{q.__init__.__globals__}"}), "suspicious", {}),
    ("langchain5/c.json", document({"_type": "llm_chain", "prompt_path": "/tmp/p.py"}), "dangerous",
     {"model.custom-code": ["/tmp/p.py"]}),
    ("hydra/model.yaml", text("net:\n  _target_: src.Net\n"), "clean", {"model.custom-code": ["src.Net"]}),
    ("hydra2/model.yaml", text("a:\n- b: {_target_: subprocess.run}\n"), "dangerous",
     {"model.custom-code": ["subprocess.run"]}),
    ("kit/Kitfile", text("manifestVersion: 1.0.0\nmodel: {name: m, license: mit}\n"), "clean",
     {"model.name": "m", "model.license": ["MIT"]}),
    ("hydra3/model.yaml", text("a:\n  _target_: ${oc.env:CLASS}\n"), "suspicious",
     {"model.custom-code": ["${oc.env:CLASS}"]}),
    ("tags/apply.yaml", text("a: !!python/object/apply:os.system ['true']\n"), "dangerous",
     {"model.custom-code": ["os.system"]}),
    ("tags-padded/a.yml", text("#" * 9000 + "\na: !!python/object/new:subprocess.Popen [['true']]\n"),
     "dangerous", {"model.custom-code": ["subprocess.Popen"]}),
    ("tags-far/settings.cfg", text("#" * 9000 + "\na: !!python/object/new:subprocess.Popen [['true']]\n"), "dangerous", {}),
    ("tags-far-percent/state", text("b: 1\n" * 1 + "#" * 300000 + "\na: !!%70ython/object/new:subprocess.Popen [['true']]\n"),
     "dangerous", {}),
    ("tags-far-named/settings.conf", text("%TAG !p! tag:yaml.org,2002:python/\n---\n" + "#" * 9000 +
                                          "\na: !p!object/apply:os.system ['true']\n"), "dangerous", {}),
    ("tags-far-spoken/notes.txt", text("line\n" * 2000 + "Write a: !!python/object/apply:os.system and: [\n"), "unread", {}),
    ("tags-whole/a.yaml", text("a: !<tag:yaml.org,2002:python/object/apply:eval> ['1']\n"), "dangerous",
     {"model.custom-code": ["eval"]}),
    ("tags-mkdocs/mkdocs.yml", text("a:\n  emoji: !!python/name:material.extensions.emoji.twemoji\n"), "clean",
     {"model.custom-code": ["material.extensions.emoji.twemoji"]}),
    ("tags-escaped/a.yaml", text("a: !!%70ython/object/apply:os%2Esystem ['true']\n"), "dangerous",
     {"model.custom-code": ["os.system"]}),
    ("tags-handle/a.yaml", text("%TAG ! tag:yaml.org,2002:pyth\n---\na: !on/object/apply:os.system ['true']\n"),
     "dangerous", {"model.custom-code": ["os.system"]}),
    ("hydra-escaped/model.yaml", text('a: {"_tar\\u0067et_": subprocess.run}\n'), "dangerous",
     {"model.custom-code": ["subprocess.run"]}),
    ("tags-plain/plain.yaml", text("a: !!python/tuple [1, 2]\n"), "clean", {}),
    ("torch-hub/hubconf.py", text("dependencies = ['torch']\ndef net():\n    pass\n"), "suspicious",
     {"model.custom-code": ["hubconf.py"]}),
    ("gen/custom_generate/generate.py", text("def generate(model, **kwargs):\n    pass\n"), "suspicious",
     {"model.custom-code": ["generate.py"]}),
    ("project/MLproject", text("name: a\nentry_points:\n  main:\n    command: \"python train.py\"\n"),
     "suspicious", {"model.custom-code": ["MLproject"]}),
    ("mlserver/model-settings.json", document({"name": "x", "implementation": "mlserver_sklearn.SKLearnModel"}), "clean", {}),
    ("sagemaker/code/inference.py", text("def model_fn(path):\n    return 1\n"), "suspicious", {}),
    ("hydra-json/other.json", document({"m": {"_target_": "os.system"}}), "dangerous", {"model.custom-code": ["os.system"]}),
    ("hydra-json-escaped/other.json", text('{"m": {"\\u005f\\u0074arget_": "os.system"}}'), "dangerous", {}),
    ("hydra-json-plain/other.json", document({"m": {"_target_": "mine.Net"}}), "unread", {}),
    ("monai/inference.json", document({"imports": ["$import os"], "x": "$os.system('true')", "network": {"_target_": "UNet"}}),
     "dangerous", {}),
    ("monai-plain/inference.json", document({"imports": ["$import os"], "x": "$@network.eval()", "network": {"_target_": "UNet"}}),
     "unread", {}),
    ("logging/log.json", document({"version": 1, "handlers": {"h": {"()": "os.system", "command": "true"}}}), "dangerous", {}),
    ("logging-plain/log.json", document({"version": 1, "handlers": {"h": {"()": "mine.Handler"}}}), "unread", {}),
    ("yolo-metadata/metadata.yaml", text("task: detect\nstride: 32\nnames: {0: a}\nimgsz: \"__import__('os').system('true')\"\n"),
     "dangerous", {}),
    ("yolo-download/data.yaml", text("train: t\nval: v\nnames: {0: a}\ndownload: |\n  from os import system\n  system('true')\n"),
     "suspicious", {}),
    ("mlflow-keras/MLmodel", text("flavors:\n  keras: {keras_module: mine, data: data}\n  python_function: {loader_module: mlflow.keras}\n"),
     "suspicious", {"model.custom-code": ["mine"]}),
    ("caffe/deploy.prototxt", text(CAFFE), "clean", {"model.name": "net", "model.layers": 1}),
    ("caffe-python/train.prototxt", text(CAFFE + "layer { type: 'Python' python_param { module: 'loss' layer: 'Loss' } }\n"),
     "suspicious", {"model.custom-code": ["loss.Loss"]}),
    ("caffe-run/train.prototxt", text(CAFFE + "layer { type: 'Python' python_param { module: 'os' layer: 'system' } }\n"),
     "dangerous", {"model.custom-code": ["os.system"]}),
    ("genai/genai_config.json", genai(backend_path="QnnHtp.dll"), "unread", {}),
    ("genai-own/genai_config.json", genai(backend_path="mine.dll"), "suspicious", {"model.custom-code": ["mine.dll"]}),
    ("genai-outside/genai_config.json", genai(backend_path="../mine.dll"), "dangerous", {}),
    ("triton/config.pbtxt", text('name: "a"\nbackend: "py\\164hon"\n'), "suspicious",
     {"model.custom-code": ["python"]}),
    ("broken/surrogate/config.json", text('{"a": "\\ud800", "auto_map": {"AutoModel": "m.M"}}'),
     "suspicious", {}),
    ("broken/deep/config.json", text('{"a": ' + "[" * 150 + "]" * 150 + ', "auto_map": {"AutoModel": "m.M"}}'),
     "suspicious", {}),
    ("broken/escaped/config.json", text('{"a": "\\ud800", "\\u0061uto_map": {"AutoModel": "m.M"}}'),
     "suspicious", {}),
    ("broken/number/config.json", text('{"a": ' + "1" * 4000 + ', "auto_map": {"AutoModel": "m.M"}}'),
     "suspicious", {}),
    ("broken/tokenizer_config.json", text('{"a": '), "suspicious", {}),
    ("handler/handler.py", text("class EndpointHandler:\n    def __init__(self, path):\n        pass\n"),
     "dangerous", {"model.custom-code": ["handler.py"]}),
    ("squad/squad.py",
     text("import datasets\n\n\nclass Squad(datasets.GeneratorBasedBuilder):\n    pass\n"), "dangerous",
     {"model.custom-code": ["squad.py"]}),
]] + FOLDERS + OTHERS
