# Puts the networks of models/ into a source file, for the library to carry them inside:
#
#   cmake -DMODELS=models -DOUTPUT=carried_networks.cpp -P carried_networks.cmake
#
# Each has the name of its slot in models/manifest.json; those without a .nnq file are not for the library.
cmake_minimum_required(VERSION 3.16)

file(READ ${MODELS}/manifest.json manifest)
string(REGEX MATCH "\"defaults\"[^}]*}" slots "${manifest}")
string(REGEX MATCHALL "\"[^\"]+\" : \"[^\"]+\"" slots "${slots}")
set(arrays)
set(entries)
set(count 0)
foreach(slot ${slots})
  string(REGEX REPLACE "\"([^\"]+)\" : \"([^\"]+)\"" "\\1;\\2" slot "${slot}")
  list(GET slot 0 name)
  list(GET slot 1 model)
  if(NOT manifest MATCHES "\"name\" : \"${model}\",[ \n]*\"file\" : \"([^\"]+)\\.onnx\"")
    message(FATAL_ERROR "${MODELS}/manifest.json: no file of model ${model}")
  endif()
  set(file ${CMAKE_MATCH_1}.nnq)
  if(EXISTS ${MODELS}/${file})
    file(READ ${MODELS}/${file} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "const uint8_t NETWORK_${count}[] = {\n${bytes}};\n")
    string(APPEND entries "    {\"${name}\", \"${file}\", NETWORK_${count}, sizeof NETWORK_${count}},\n")
    math(EXPR count "${count} + 1")
  endif()
endforeach()
if(count EQUAL 0)
  message(FATAL_ERROR "${MODELS}: no .nnq file of a slot in manifest.json")
endif()
file(WRITE ${OUTPUT} "// Made of models/*.nnq by cmake/carried_networks.cmake; do not edit.
#include \"carried_networks.h\"

namespace nnrdoq {
namespace {

${arrays}
}  // namespace

const CarriedNetwork CARRIED_NETWORKS[] = {
${entries}};
const size_t CARRIED_NETWORK_COUNT = ${count};

}  // namespace nnrdoq
")
