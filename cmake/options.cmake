# How every target of the project is compiled; linked privately by each of them.
add_library(assay_options INTERFACE)
target_compile_features(assay_options INTERFACE c_std_17)
target_compile_definitions(assay_options INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
target_compile_options(assay_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes
  -Wcast-qual -Wvla -Wformat=2 -Wundef -Wwrite-strings -Wimplicit-fallthrough
  -fno-strict-aliasing -fvisibility=hidden
  -include ${PROJECT_SOURCE_DIR}/src/base/banned.h)
# Outputs are written on success only and TRY() returns on all else, which gcc at -O3 cannot see
# across files; clang's analyzer and the sanitizers look for reads of unset values instead. Tools of
# clang read gcc's compile_commands.json too, and would refuse a warning that they do not know.
target_compile_options(assay_options INTERFACE
  $<$<C_COMPILER_ID:GNU>:-Wno-maybe-uninitialized$<SEMICOLON>-Wno-unknown-warning-option>)
# What was found before is known again by the build that found it (src/base/build_id.c).
target_link_options(assay_options INTERFACE -Wl,--build-id=sha1)
# Some 250 programs are linked for the tests, each with all libraries; GNU ld takes most of a minute
# on what mold does in seconds. What is released is linked by the system's own.
find_program(MOLD mold)
if(MOLD AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  target_link_options(assay_options INTERFACE -fuse-ld=mold)
endif()
if(ASSAY_WERROR)
  target_compile_options(assay_options INTERFACE -Werror)
endif()
# Of what the sanitizers are in. What is fuzzed is compiled once and run for hours.
define_property(TARGET PROPERTY ASSAY_OPTIMIZATION INITIALIZE_FROM_VARIABLE ASSAY_OPTIMIZATION)
set(ASSAY_OPTIMIZATION -O1)
if(ASSAY_FUZZ)
  set(ASSAY_OPTIMIZATION -O2)
endif()
if(ASSAY_SANITIZE)
  # At a fixed address, as the sanitizers note every global with its place: 200,000 relocations at each start were half
  # of what the tests took. What is undefined ends in a trap, whose place the address sanitizer tells (handle_sigill):
  # its checks would note a place each as well, of which a start meets 10 MB.
  target_compile_options(assay_options INTERFACE
    $<TARGET_PROPERTY:ASSAY_OPTIMIZATION> -fsanitize=address,undefined -fsanitize-undefined-trap-on-error -fno-omit-frame-pointer
    $<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,MODULE_LIBRARY>>:-fno-pie>)
  target_link_options(assay_options INTERFACE -fsanitize=address,undefined
    $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
else()
  target_compile_options(assay_options INTERFACE -fstack-protector-strong)
endif()
if(NOT ASSAY_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(assay_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(ASSAY_FUZZ)
  target_compile_options(assay_options INTERFACE -fsanitize=fuzzer-no-link)
  if(NOT ASSAY_FUZZ_COMPARES)
    target_compile_options(assay_options INTERFACE -fno-sanitize-coverage=trace-cmp)
  endif()
endif()
if(ASSAY_COVERAGE)
  target_compile_options(assay_options INTERFACE --coverage -O0)
  target_link_options(assay_options INTERFACE --coverage)
endif()
