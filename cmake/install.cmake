# The program, the library with its public headers, and what other builds need to find them.
# The prefix is told relative to the .pc file, so that an installed tree can be moved.
file(RELATIVE_PATH ASSAY_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/assay.pc.in assay.pc @ONLY)
install(TARGETS assay_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS assay ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES include/assay/facts.def DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay)
install(FILES ${PROJECT_BINARY_DIR}/assay.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY policies/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assay/policies)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
