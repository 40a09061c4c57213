# shellcheck shell=bash
# The book of tools/test: what passed, what failed, what was skipped and whether it had to be.
# Source it after common.sh; `results` is the file the book is kept in.
#
# Everything that tests says so in lines of one form:
#   ok NAME  |  FAILED NAME: what happened  |  SKIPPED NAME: what was missing

results=${results:-}
data=${EDGEASD_DATA:-$root/../shared/data}

# objection_to_skip REASON: why a test with this reason should have run after all, or nothing. A
# reason has to name what can be looked for: a folder of ../shared/data, a `command` in backquotes,
# packages of Python, an absolute path, the rights of a user.
objection_to_skip() {
  local folder command packages path
  # shellcheck disable=SC2016 # the backquotes are meant
  case $1 in
    *../shared/data* | *EDGEASD_DATA*)
      folder=$(sed -n 's|.*\.\./shared/data\(/[A-Za-z0-9_/.-]*[A-Za-z0-9]\).*|\1|p' <<<"$1")
      [ ! -e "$data$folder" ] || printf '%s is there' "$data$folder"
      ;;
    *needs*'`'*'`'*)
      command=$(cut -d '`' -f 2 <<<"$1")
      ! command -v "$command" >/dev/null || printf '%s is there' "$(command -v "$command")"
      ;;
    *Python*package*)
      packages=$(sed -E 's/.*packages? //; s/[^A-Za-z0-9_]+/ /g; s/ and / /g; s/ *$//' <<<"$1")
      ! python3 -c "import ${packages// /, }" 2>/dev/null ||
        printf 'Python finds %s' "$packages"
      ;;
    *"needs /"*)
      path=$(sed -E 's|.*needs (/[^ ,;:]*).*|\1|' <<<"$1")
      [ ! -e "$path" ] || printf '%s is there' "$path"
      ;;
    *"needs root"*) [ "$(id -u)" -ne 0 ] || printf 'this is root' ;;
    *"needs an ordinary user"*) [ "$(id -u)" -eq 0 ] || printf 'this is an ordinary user' ;;
    *) printf 'it names nothing that could be looked for' ;;
  esac
}

# enter CHECK STATE TEXT: one line of the book.
enter() {
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results"
}

# record CHECK: enters the lines of standard input; shows what failed at once.
record() {
  local line text objection
  while IFS= read -r line; do
    text=${line#* }
    case $line in
      ok | "ok "*) enter "$1" passed "$text" ;;
      FAILED*) enter "$1" failed "$text" ;;
      "SKIPPED "*)
        objection=$(objection_to_skip "${text#*: }")
        if [ -z "$objection" ]; then
          enter "$1" skipped "$text"
        else
          enter "$1" failed "$text (skipped without need: $objection)"
        fi
        ;;
    esac
  done
}

# count STATE [CHECK]
count() {
  awk -F '\t' -v state="$1" -v check="${2:-}" \
    '$2 == state && (check == "" || $1 == check) { n++ } END { print n + 0 }' "$results"
}

# list STATE: the entries of that state, those of one check together, alike reasons once.
list_entries() {
  awk -F '\t' -v state="$1" '
    $2 == state && $1 != check { check = $1; print "  " check }
    $2 == state { print "    " $3 }' "$results"
}

# list_skipped: the tests under what they would have needed.
list_skipped() {
  awk -F '\t' '
    $2 == "skipped" {
      at = index($3, ": "); reason = substr($3, at + 2)
      if (!(reason in names)) order[++n] = reason
      names[reason] = names[reason] "\n    " substr($3, 1, at - 1)
    }
    END { for (i = 1; i <= n; i++) print "  " order[i] names[order[i]] }' "$results"
}

# summary: the table, what failed, what was skipped and why, and the closing line.
summary() {
  local check seconds
  printf '\n%-28s %8s %8s %8s %8s\n' check passed failed skipped seconds
  while IFS=$'\t' read -r check seconds; do
    printf '%-28s %8d %8d %8d %8d\n' "$check" "$(count passed "$check")" \
      "$(count failed "$check")" "$(count skipped "$check")" "$seconds"
  done <"$results.times"
  if [ "$(count skipped)" -gt 0 ]; then
    printf '\nskipped, for want of what they need:\n'
    list_skipped
  fi
  if [ "$(count failed)" -gt 0 ]; then
    printf '\nfailed:\n'
    list_entries failed
  fi
  printf '\n%d passed, %d failed, %d skipped\n' \
    "$(count passed)" "$(count failed)" "$(count skipped)"
}
