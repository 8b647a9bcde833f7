# cmake -DINPUT=FILE -DOUTPUT=FILE -P embed_text.cmake: turns openapi.json into openapi_document().
file(READ "${INPUT}" content)
file(WRITE "${OUTPUT}" "#include \"core/http/api/openapi.hpp\"

namespace turnout::http {

std::string_view openapi_document() {
    return R\"json(${content})json\";
}

} // namespace turnout::http
")
