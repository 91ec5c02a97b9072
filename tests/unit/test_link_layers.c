/* Which files of layers an image still shows: hiding, whiteouts, opaque folders. */

#include "base/kit.h"
#include "examine/link/link.h"
#include "rows.h"

/* Layers from the lowest, names between blanks; wanted likewise, with "+" final, "-" hidden, "w" a
 * whiteout in front of each name in the order of the layers. */
struct row {
    const char *name;
    const char *layers[4];
    const char *wanted;
};

static const struct row rows[] = {
    {"one layer", {"a b/c"}, "+a +b/c"},
    {"a file over a file", {"a", "a"}, "-a +a"},
    {"a whiteout", {"a b", ".wh.a"}, "-a +b w.wh.a"},
    {"a whiteout of a folder", {"d/a d/e/b dd", ".wh.d"}, "-d/a -d/e/b +dd w.wh.d"},
    {"a whiteout and the file anew", {"a", ".wh.a", "a"}, "-a w.wh.a +a"},
    {"both in one layer", {"a", ".wh.a a"}, "-a w.wh.a +a"},
    {"an opaque folder",
     {"d/a d/e/b f", "d/.wh..wh..opq d/c"},
     "-d/a -d/e/b +f wd/.wh..wh..opq +d/c"},
    {"an opaque root", {"a d/b", ".wh..wh..opq"}, "-a -d/b w.wh..wh..opq"},
    {"opaque, and a layer above", {"d/a", "d/.wh..wh..opq", "d/a"}, "-d/a wd/.wh..wh..opq +d/a"},
    {"a file over a folder", {"d/a d/b/c", "d"}, "-d/a -d/b/c +d"},
    {"a folder over a file", {"d", "d/a/b"}, "-d +d/a/b"},
    {"a name that only begins alike", {"d-x d.y d/z", "d"}, "+d-x +d.y -d/z +d"},
    {"dots and slashes", {"./a b//c", "a ./b/./c"}, "-./a -b//c +a +./b/./c"},
    {"one in front", {"/a", "a"}, "-/a +a"},
    {"metadata of aufs", {"a", ".wh..wh.plnk"}, "+a w.wh..wh.plnk"},
    {"a whiteout of nothing", {"a", ".wh.b d/.wh.e"}, "+a w.wh.b wd/.wh.e"},
    {"a whiteout hides nothing above", {".wh.a", "a"}, "w.wh.a +a"},
    {"deep below a removed folder", {"a/b/c/d/e a/b/f", "a/.wh.b"}, "-a/b/c/d/e -a/b/f wa/.wh.b"},
    {"an empty layer between", {"a", "", "b"}, "+a +b"},
};

static void add(struct inventory_part *part, const struct assay_path *container, struct bytes name,
                const struct assay_path **out)
{
    struct assay_examination *content = arena_alloc(inventory_part_arena(part), sizeof *content);

    content->format = "";
    *out = inventory_path(part, container, name);
    inventory_add(part, &(struct assay_item){.path = *out, .content = content});
}

/* The next word of a text of words, empty at the end. */
static struct bytes take_word(const char **text)
{
    struct bytes word;

    *text += strspn(*text, " ");
    word = bytes_of(*text, strcspn(*text, " "));
    *text += word.size;
    return word;
}

static struct assay_inventory *make(const struct row *row)
{
    static const struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "", .head = "", .range = "", .folder = ""};
    struct inventory_part *part = inventory_part_new();
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(row->layers) && row->layers[i]; i++) {
        const char layer[] = {(char)('0' + i)};
        const char *text = row->layers[i];
        const struct assay_path *container, *member, *nested;
        struct bytes word;

        add(part, NULL, bytes_of(layer, 1), &container);
        for (word = take_word(&text); word.size > 0; word = take_word(&text)) {
            add(part, container, word, &member);
            add(part, member, BYTES("inside"), &nested);
        }
    }
    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    return inventory;
}

static char lot(const struct assay_inventory *inventory, char layer, struct bytes name)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        if (!item->path->container || item->path->container->name[0] != layer ||
            item->path->container->container ||
            !bytes_equal(bytes_of(item->path->name, item->path->size), name))
            continue;
        if (!item->layer)
            return '?';
        assert_ptr_equal(item[1].layer, item->layer); /* its own member shares its lot */
        return item->layer->whiteout ? 'w' : item->layer->final ? '+' : '-';
    }
    return '!';
}

static void decides(void **state)
{
    const struct row *row = *state;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = make(row);
    CLEANUP(linker_clear) struct linker linker = {0};
    struct found layers[4];
    struct image image = {.layers = layers};
    struct assay_error err = {0};
    const char *wanted = row->wanted;

    assert_ok(linker_init(&linker, inventory, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(row->layers) && row->layers[i]; i++) {
        const char layer[] = {(char)('0' + i)};

        link_find(&linker, NULL, bytes_of(layer, 1), &layers[image.count++]);
    }
    assert_ok(link_image(&linker, &image), err);
    assert_ok(link_layers_end(&linker), err);
    assert_ok(linker_end(&linker), err);
    for (size_t i = 0; i < image.count; i++) {
        const char *text = row->layers[i];
        struct bytes word;

        for (word = take_word(&text); word.size > 0; word = take_word(&text)) {
            struct bytes want = take_word(&wanted);

            if (!want.size || lot(inventory, (char)('0' + i), word) != (char)want.data[0])
                fail_msg("%.*s of layer %zu is '%c', wanted %.*s", (int)word.size,
                         (const char *)word.data, i, lot(inventory, (char)('0' + i), word),
                         (int)want.size, (const char *)want.data);
        }
    }
}

/* A layer that two images share is final where either shows it. */
static void either_image_will_do(void **state)
{
    static const struct row row = {"", {"a b", ".wh.a", ".wh.b"}, ""};
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = make(&row);
    CLEANUP(linker_clear) struct linker linker = {0};
    struct found first[2], second[2];
    struct assay_error err = {0};

    (void)state;
    assert_ok(linker_init(&linker, inventory, &err), err);
    link_find(&linker, NULL, BYTES("0"), &first[0]);
    link_find(&linker, NULL, BYTES("1"), &first[1]);
    second[0] = first[0];
    link_find(&linker, NULL, BYTES("2"), &second[1]);
    assert_ok(link_image(&linker, &(struct image){.layers = first, .count = 2}), err);
    assert_ok(link_image(&linker, &(struct image){.layers = second, .count = 2}), err);
    assert_ok(link_layers_end(&linker), err);
    assert_int_equal(lot(inventory, '0', BYTES("a")), '+');
    assert_int_equal(lot(inventory, '0', BYTES("b")), '+');
    assert_int_equal(lot(inventory, '1', BYTES(".wh.a")), 'w');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(either_image_will_do)};

    return RUN_CASES(decides, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
