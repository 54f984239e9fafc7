# Lexing for the batch driver. lexing(NAME SOURCE SCANNER): from a grammar's own
# sources in the folder SOURCE, the library lexing_NAME with lex_tables_NAME
# (lr/lexer.h). Its external scanner is SCANNER in lr/SCANNER.h: ours if there is
# a SCANNER.c beside it, else the grammar's own, run by lr/scanner_stock.c.
get_filename_component(lexing_root ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

add_library(lexing STATIC ${lexing_root}/parsers/lr/lexer.c ${lexing_root}/parsers/lr/simd.c)
target_link_libraries(lexing PUBLIC ours base)

set(lexer_generator lexer_tables lexer_dfa lexer_source lexer_rows lexer_words
    lexer_keywords lexer_follows lexer_entries lexer_write)
list(TRANSFORM lexer_generator PREPEND ${lexing_root}/parsers/generate/)
list(TRANSFORM lexer_generator APPEND .c)

function(lexing name source scanner)
    set(parser ${source}/parser.c)
    set(stock_scanner ${source}/scanner.c)
    set(definitions GRAMMAR_NAME=${name} GRAMMAR_LANGUAGE=tree_sitter_${name}
        GRAMMAR_PARSER="${parser}" TREE_SITTER_HIDE_SYMBOLS
        SCANNER=${scanner} SCANNER_HEADER="parsers/lr/${scanner}.h")
    if(NOT EXISTS ${stock_scanner})
        set(stock_scanner "")
    endif()

    # What writes the tables never lexes, so it takes the scanner as it is.
    add_executable(lexer_tables_${name} ${lexer_generator} ${stock_scanner})
    target_include_directories(lexer_tables_${name} PRIVATE ${lexing_root} ${source})
    target_compile_definitions(lexer_tables_${name} PRIVATE ${definitions})
    target_compile_options(lexer_tables_${name} PRIVATE -w -O2)

    set(tables ${GENERATED}/parsers/lexer_${name}.c)
    add_custom_command(OUTPUT ${tables}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${GENERATED}/parsers
        COMMAND lexer_tables_${name} ${tables}
        DEPENDS lexer_tables_${name} VERBATIM)

    add_library(lexer_raw_${name} OBJECT ${lexing_root}/parsers/lr/lexer_raw.c)
    target_include_directories(lexer_raw_${name} PRIVATE ${lexing_root} ${source})
    target_compile_definitions(lexer_raw_${name} PRIVATE ${definitions})
    target_compile_options(lexer_raw_${name} PRIVATE -w -O2)

    set(ours ${lexing_root}/parsers/lr/${scanner}.c)
    add_library(lexing_${name} STATIC ${tables} $<TARGET_OBJECTS:lexer_raw_${name}>)
    target_link_libraries(lexing_${name} PUBLIC lexing)
    if(EXISTS ${ours})
        target_sources(lexing_${name} PRIVATE ${ours})
    elseif(stock_scanner)
        set(function tree_sitter_${name}_external_scanner)
        add_library(${scanner} OBJECT ${lexing_root}/parsers/lr/scanner_stock.c)
        target_include_directories(${scanner} PRIVATE ${lexing_root} ${source})
        target_compile_definitions(${scanner} PRIVATE SCANNER=${scanner}
            GRAMMAR_SCANNER="${stock_scanner}" ${function}_create=stock_create
            ${function}_destroy=stock_destroy ${function}_scan=stock_scan
            ${function}_serialize=stock_serialize ${function}_deserialize=stock_deserialize)
        target_compile_options(${scanner} PRIVATE -w -O2)
        target_sources(lexing_${name} PRIVATE $<TARGET_OBJECTS:${scanner}>)
    endif()
endfunction()
