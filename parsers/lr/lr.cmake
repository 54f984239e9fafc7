# The batch driver. batch(NAME SOURCE SCANNER): from a grammar's own sources in
# the folder SOURCE, the library lr_NAME with lr_grammar_NAME (lr/lr.h) and all
# that drives it. SCANNER: see lexer.cmake.
include(${CMAKE_CURRENT_LIST_DIR}/lexer.cmake)
get_filename_component(lr_root ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

set(lr_sources lr loop reduce fork fork_reduce fork_graph fork_choose fork_replay)
list(TRANSFORM lr_sources PREPEND ${lr_root}/parsers/lr/)
list(TRANSFORM lr_sources APPEND .c)
add_library(lr STATIC ${lr_sources})
target_link_libraries(lr PUBLIC ours base lexing)

# What helps other code costs a tenth in one big dispatch loop.
set_source_files_properties(${lr_root}/parsers/lr/loop.c PROPERTIES
    COMPILE_OPTIONS "-fno-gcse;-fno-tree-slp-vectorize;-fomit-frame-pointer")

set(lr_generator lr_tables lr_source lr_reductions lr_states lr_rows comb lr_write)
list(TRANSFORM lr_generator PREPEND ${lr_root}/parsers/generate/)
list(TRANSFORM lr_generator APPEND .c)

function(batch name source scanner)
    lexing(${name} ${source} ${scanner})

    set(stock_scanner ${source}/scanner.c)
    if(NOT EXISTS ${stock_scanner})
        set(stock_scanner "")
    endif()

    # What writes the tables never parses, so it takes the scanner as it is.
    add_executable(lr_tables_${name} ${lr_generator} ${source}/parser.c ${stock_scanner})
    target_include_directories(lr_tables_${name} SYSTEM PRIVATE ${source})
    target_link_libraries(lr_tables_${name} PRIVATE ours base)
    target_compile_definitions(lr_tables_${name} PRIVATE GRAMMAR=${name})
    target_compile_options(lr_tables_${name} PRIVATE -O2)
    set_source_files_properties(${source}/parser.c ${stock_scanner}
        PROPERTIES COMPILE_OPTIONS -w)

    set(tables ${GENERATED}/parsers/${name}_lr.c)
    add_custom_command(OUTPUT ${tables}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${GENERATED}/parsers
        COMMAND lr_tables_${name} ${tables}
        DEPENDS lr_tables_${name} VERBATIM)
    add_library(lr_${name} STATIC ${tables})
    target_link_libraries(lr_${name} PUBLIC lr lexing_${name})
endfunction()
