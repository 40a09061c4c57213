# The MD5 of the file named `wanted` in a Zenodo record (JSON on standard input). An object with both
# a "key" and a "checksum" describes a file, whatever the order; of nested ones the outermost does.
{ text = text $0 "\n" }
END {
  depth = 0
  inside = 0
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (inside) {
      content[depth] = content[depth] c
      if (c == "\\") {
        i++
        content[depth] = content[depth] substr(text, i, 1)
      } else if (c == "\"") inside = 0
    } else if (c == "{") {
      depth++
      content[depth] = ""
    } else if (c == "}") {
      describe(content[depth])
      depth--
    } else {
      if (c == "\"") inside = 1
      content[depth] = content[depth] c
    }
  }
  if (found != "") print found
}
function describe(object,    checksum) {
  if (member(object, "key") != wanted || (found != "" && depth >= found_depth)) return
  checksum = member(object, "checksum")
  if (checksum !~ /^md5:[0-9a-f]+$/ || length(checksum) != 36) return
  found = substr(checksum, 5)
  found_depth = depth
}
function member(object, name,    pattern, value) {
  pattern = "\"" name "\"[ \t\n]*:[ \t\n]*\"[^\"]*\""
  if (!match(object, pattern)) return ""
  value = substr(object, RSTART, RLENGTH - 1)
  sub(/.*"/, "", value)
  return value
}
