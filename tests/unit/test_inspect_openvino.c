/* test_inspect_openvino.c - graphs of OpenVINO. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a graph", "m.xml",
     ROW_BYTES("<?xml version='1.0'?><net name='n' version='11'><layers><layer id='0' type='Const' "
               "version='opset1'><data element_type='f32' shape='64, 3, 7' offset='0' size='1'/>"
               "</layer><layer id='1' type='Add' version='opset1'/></layers><rt_info>"
               "<Runtime_version value='2023.0'/></rt_info></net>"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.dtypes = [F32]\nfact model.external-files = [m.bin]\n"
     "fact model.format-version = 11\nfact model.name = n\nfact model.operator-sets = [opset1]\n"
     "fact model.operators = [Add] [Const]\nfact model.parameters = 1344\n"
     "fact model.producer = 2023.0\nfact model.tensors = 1\n"},
    {"an operator of a library", "m.xml",
     ROW_BYTES("<net name='n'><layers><layer type='Mine' version='extension'/></layers></net>"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "fact model.operators-custom = [Mine]\n"},
    {"a shape that overflows", "m.xml",
     ROW_BYTES("<net name='n'><layers><layer type='Const'><data element_type='u8' shape="
               "'4294967296, 4294967296, 4294967296'/></layer></layers></net>"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, "fact model.tensors = 1\n"},
    {"no end", "m.xml", ROW_BYTES("<net name='n'><layers>"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_openvino, *state);
    inspect_row_cuts(&inspect_openvino, *state, true);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
