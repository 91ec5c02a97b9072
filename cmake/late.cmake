# Libraries that the program loads when it first calls them: most commands need few of them, and the
# loader takes longer over libgit2, libarchive, libxslt and Hyperscan with what these are linked with
# in turn than `assay version` takes over all else. Only the program is linked so; the library and
# the tests are linked as usual, and nothing in the sources knows of it.
#
# late_libraries(TARGET ARCHIVE IDS...)
#   TARGET   the program
#   ARCHIVE  the static library whose undefined symbols are looked for
#   IDS      of pkg_check_modules()
#
# For each function a stub is made that jumps through a slot; a slot leads to late_first at first
# (src/cli/late.c), which loads the library and fills all of its slots.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(late_libraries target archive)
    set(files "")
    foreach(id IN LISTS ARGN)
      list(APPEND files ${${id}_LINK_LIBRARIES})
    endforeach()
    list(REMOVE_DUPLICATES files)
    list(JOIN files "," files)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/late_stubs.s)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNM=${CMAKE_NM} -DOBJDUMP=${CMAKE_OBJDUMP}
              -DARCHIVE=$<TARGET_FILE:${archive}> "-DLIBRARIES=${files}"
              -P ${PROJECT_SOURCE_DIR}/cmake/late.cmake
      DEPENDS ${archive} ${PROJECT_SOURCE_DIR}/cmake/late.cmake VERBATIM)
    target_sources(${target} PRIVATE ${out} cli/late.c)
    target_link_options(${target} PRIVATE -Wl,--as-needed)
    target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
  endfunction()
  return()
endif()

# Run by the command above.
cmake_minimum_required(VERSION 3.25)
function(run out)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY ERROR_QUIET)
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

run(undefined ${NM} --undefined-only --format=just-symbols ${ARCHIVE})
string(REPLACE "\n" ";" undefined "${undefined}")
list(REMOVE_DUPLICATES undefined)
string(REPLACE "," ";" libraries "${LIBRARIES}")
set(stubs "")
set(slots "")
set(names "")
set(number 0)
foreach(library IN LISTS libraries)
  run(header ${OBJDUMP} -p ${library})
  if(NOT header MATCHES "SONAME +([^ \n]+)")
    message(FATAL_ERROR "${library} is no shared library with a name")
  endif()
  string(APPEND names "    .asciz \"${CMAKE_MATCH_1}\"\n")
  run(defined ${NM} --dynamic --defined-only --format=posix ${library})
  string(REGEX MATCHALL "[A-Za-z0-9_]+(@@?[^ ]*)? [TWi] " defined "${defined}")
  list(TRANSFORM defined REPLACE "(@| ).*" "")
  foreach(name IN LISTS undefined)
    if(NOT name IN_LIST defined)
      continue()
    endif()
    string(APPEND stubs "    .globl ${name}\n    .hidden ${name}\n    .type ${name}, @function\n"
      "${name}:\n    endbr64\n    jmp *late_slots+8*${number}(%rip)\n"
      "first_${number}:\n    endbr64\n    pushq $${number}\n    jmp late_first\n")
    string(APPEND slots "    .quad first_${number}\n")
    string(APPEND names "    .asciz \"${name}\"\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND names "    .byte 0\n")
endforeach()
file(WRITE ${OUT} "# Made by cmake/late.cmake.

    .text
${stubs}
# The number of the slot lies on the stack. Everything that may hold an argument is kept.
late_first:
    pushq %rax
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %r8
    pushq %r9
    pushq %r10
    subq $128, %rsp
    movups %xmm0, (%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    movq 192(%rsp), %rdi
    call late_load
    movq %rax, %r11
    movups (%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    addq $128, %rsp
    popq %r10
    popq %r9
    popq %r8
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    popq %rax
    addq $8, %rsp
    jmp *%r11

    .data
    .balign 8
    .globl late_slots
    .hidden late_slots
late_slots:
${slots}
    .section .rodata
    .globl late_names
    .hidden late_names
late_names: # library { function } \"\" ... \"\"
${names}    .byte 0
    .section .note.GNU-stack, \"\", @progbits
")
