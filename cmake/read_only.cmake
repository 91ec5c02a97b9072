# For what a compiler is to read for its warnings alone, in this folder and those below it: no code is made and nothing
# is linked. Each object and each program is an empty file, which tells when its sources were last read.
set(CMAKE_C_COMPILE_OBJECT "<CMAKE_C_COMPILER> <DEFINES> <INCLUDES> <FLAGS> -fsyntax-only <SOURCE>" "touch <OBJECT>")
foreach(rule IN ITEMS LINK_EXECUTABLE CREATE_SHARED_MODULE)
  set(CMAKE_C_${rule} "touch <TARGET>")
endforeach()
