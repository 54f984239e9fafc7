# The page of the HTML report is put together by build.mjs, of what lies here and of npm packages
# that package-lock.json pins (scripts/install), and becomes part of the library `report`.
set(HTML ${CMAKE_SOURCE_DIR}/engine/report/html)
set(HTML_FOLDER ${GENERATED}/html)
find_program(NODE NAMES node nodejs REQUIRED)
if(NOT EXISTS ${HTML}/node_modules/echarts/package.json)
    message(FATAL_ERROR "The page's libraries are not installed: run scripts/install")
endif()

file(GLOB html_sources CONFIGURE_DEPENDS ${HTML}/*.mjs ${HTML}/*.js ${HTML}/*.css ${HTML}/*.html)
set(html_pieces ${HTML_FOLDER}/before_title ${HTML_FOLDER}/before_data ${HTML_FOLDER}/after_data)
add_custom_command(OUTPUT ${html_pieces}
    COMMAND ${NODE} ${HTML}/build.mjs ${HTML_FOLDER}
    DEPENDS ${html_sources} ${HTML}/package-lock.json ${HTML}/node_modules/.package-lock.json
    VERBATIM)
add_custom_target(html_page DEPENDS ${html_pieces})
add_dependencies(report html_page)
set_source_files_properties(${CMAKE_SOURCE_DIR}/engine/report/html_page.c PROPERTIES
    COMPILE_DEFINITIONS "HTML_FOLDER=\"${HTML_FOLDER}\"" OBJECT_DEPENDS "${html_pieces}")
