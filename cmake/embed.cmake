# Files that become part of the program: a C table of {name, bytes, size} for each set of them.
#
# embed_files(TARGET OUT HEADER TYPE PART FILES...)
#   OUT     the C file to make, in the build folder; made anew when one of the files changes
#   HEADER  declares `struct TYPE`, `TYPEs[]` and `TYPE_count`
#   PART    what names a file: NAME (html.css) or NAME_WE (baseline, of baseline.yml)
# The table is sorted by path.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(embed_files target out header type part)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${out})
    list(JOIN ARGN "," files)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DFILES=${files}" -DHEADER=${header} -DTYPE=${type}
              -DPART=${part} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
      DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${out})
  endfunction()
  return()
endif()

# Run by the command above: cmake -DOUT=... -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(arrays "")
set(table "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name ${file} ${PART})
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND arrays "static const uint8_t bytes_${count}[] = {\n${hex}\n};\n\n")
  string(APPEND table "    {\"${name}\", bytes_${count}, sizeof bytes_${count}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT} "/* Made by cmake/embed.cmake. */

#include \"${HEADER}\"

${arrays}const struct ${TYPE} ${TYPE}s[] = {
${table}};
const size_t ${TYPE}_count = sizeof ${TYPE}s / sizeof ${TYPE}s[0];
")
