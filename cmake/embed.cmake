# Writes OUT, a C file with the bytes of each of FILES (a comma between them): cmake -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(arrays "")
set(table "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND arrays "static const uint8_t pack_${count}[] = {\n${hex}\n};\n\n")
  string(APPEND table "    {\"${name}\", pack_${count}, sizeof pack_${count}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT} "/* Made from policies/ by cmake/embed.cmake. */

#include \"policy/shipped.h\"

${arrays}const struct shipped_pack shipped_packs[] = {
${table}};
const size_t shipped_pack_count = sizeof shipped_packs / sizeof shipped_packs[0];
")
