# Turns the event stream of Swift Testing (one JSON object a line) into one line a test:
#   ok NAME  |  FAILED NAME: first issue  |  SKIPPED NAME: reason
# Suites are not counted, only the tests in them. A test that began and never ended took the
# process down with it, or was running when something else did.

# field(NAME): the first string of that name on the line, unescaped.
function field(name,    text) {
  if (!match($0, "\"" name "\":\"([^\"\\\\]|\\\\.)*\"")) return ""
  text = substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5)
  gsub(/\\n/, " ", text)
  gsub(/\\\//, "/", text)
  gsub(/\\"/, "\"", text)
  gsub(/\\\\/, "\\", text)
  return text
}

# testName(ID): `Module.Suite/test()` of `Module.Suite/test()/File.swift:3:4`.
function testName(id) {
  sub(/\/[^\/]*\.swift:[0-9]+:[0-9]+$/, "", id)
  return id
}

# reason(TEXT): what stands between the outermost quotes after `skipped:` or `seconds:`.
function reason(text) {
  if (!match(text, /(skipped|seconds): "/)) return "no reason given"
  text = substr(text, RSTART + RLENGTH)
  sub(/"$/, "", text)
  return text
}

{
  id = field("testID")
  # Only a test's identifier ends in its place in the source; a suite's does not.
  isTest = id ~ /\.swift:[0-9]+:[0-9]+$/
  # `kind` stands outside of the payload and in it; the inner one is wanted.
  $0 = substr($0, index($0, "\"payload\":"))
  kind = field("kind")
}

kind == "testStarted" && isTest { running[id] = 1 }

kind == "issueRecorded" && isTest && !(id in issue) && /"symbol":"fail"/ {
  issue[id] = field("text")
}

kind == "testSkipped" && isTest {
  print "SKIPPED " testName(id) ": " reason(field("text"))
}

kind == "testEnded" && isTest {
  delete running[id]
  outcome = field("symbol")
  if (outcome == "fail") print "FAILED " testName(id) ": " issue[id]
  else if (outcome == "skip") print "SKIPPED " testName(id) ": " reason(field("text"))
  else print "ok " testName(id)
}

END { for (id in running) print "FAILED " testName(id) ": it began and never ended" }
