# Writes a .cc that holds the text of FILES (comma-separated, below ROOT); see tipline_embed.
string(REPLACE "," ";" files "${FILES}")
set(body "#include <string_view>\n#include <utility>\n\nnamespace ${NS} {\n")
string(APPEND body "std::string_view Embedded(std::string_view path);\n")
string(APPEND body "std::string_view Embedded(std::string_view path) {\n")
string(APPEND body "  static constexpr std::pair<std::string_view, std::string_view> kFiles[] = {\n")
foreach(file ${files})
  file(READ "${ROOT}/${file}" hex HEX)
  string(LENGTH "${hex}" hex_length)
  math(EXPR bytes "${hex_length} / 2")
  # Octal-free \x escapes end at the first non-hex character, so each byte is its own literal-safe char.
  string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${hex}")
  # Literals are cut into lines of 64 bytes to stay within what compilers accept.
  string(REGEX REPLACE "((\\\\x..)(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?)"
         "\"\\1\"\n" lines "${escaped}")
  string(APPEND body "      {\"${file}\", std::string_view(${lines}\"\", ${bytes})},\n")
endforeach()
string(APPEND body "  };\n  for (const auto& [name, text] : kFiles)\n    if (name == path) return text;\n")
string(APPEND body "  return {};\n}\n}  // namespace ${NS}\n")
file(WRITE "${OUT}" "${body}")
