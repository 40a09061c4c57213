# shellcheck shell=bash
# An apt with a state of its own, for packages of another architecture: nothing is installed, the
# system's lists stay as they are, and nobody has to be root. Source it after common.sh.
# shellcheck disable=SC2154 # variables of common.sh

# private_apt FOLDER ARCHITECTURE: prepares it, and sets `apt` to what a command has to start with.
private_apt() {
  local folder=$1 sources
  sources=$(package_sources)
  mkdir -p "$folder"/{lists/partial,archives/partial,parts} || stop 1 \
    "there is no place for the libraries" "cannot make $folder" \
    "name a folder of yours: EDGEASD_CROSS_CACHE=DIR"
  : >"$folder/status"
  printf '%s\n' "$sources" >"$folder/sources.list"
  apt_configuration "$folder" "$2" >"$folder/apt.conf"
  apt=(env "--chdir=$folder/archives" "APT_CONFIG=$folder/apt.conf" LC_ALL=C)
}

# apt_configuration FOLDER ARCHITECTURE: of the system's, only how it reaches servers stays (a
# proxy, certificates). The other architecture counts as the machine's own, so that its packages
# and those for all architectures go by their plain names.
apt_configuration() {
  apt-config dump | grep '^Acquire::' || true
  cat <<END
Dir::State "$1";
Dir::State::status "$1/status";
Dir::State::lists "$1/lists";
Dir::Cache "$1";
Dir::Cache::archives "$1/archives";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "$1/parts";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/parts";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$1/parts";
APT::Architecture "$2";
APT::Architectures { "$2"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "2";
END
}

# distribution FIELD: of os-release(5), without quotes.
distribution() {
  sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}/\1/p" "${EDGEASD_OS_RELEASE:-/etc/os-release}"
}

# package_sources: where this distribution keeps its ARM packages: a line for apt. A release itself
# is enough, without its updates: programs are linked with it, and run with the board's.
package_sources() {
  local codename mirror options keyring family=debian components=main
  codename=$(distribution VERSION_CODENAME)
  case " $(distribution ID) $(distribution ID_LIKE) " in
    *" ubuntu "*)
      family=ubuntu
      components="main universe"
      codename=$(distribution UBUNTU_CODENAME)
      mirror=http://ports.ubuntu.com/ubuntu-ports
      ;;
    *" debian "*)
      [ -z "$(distribution DEBIAN_CODENAME)" ] || codename=$(distribution DEBIAN_CODENAME)
      mirror=$(debian_mirror "$codename")
      ;;
    *) stop_without_debian ;;
  esac
  mirror=${EDGEASD_CROSS_MIRROR:-$mirror}
  keyring=/usr/share/keyrings/$family-archive-keyring.gpg
  options=
  [ ! -e "$keyring" ] || options="[signed-by=$keyring] "
  # A folder of one's own, which nobody has signed.
  case $mirror in file:*) options="[trusted=yes] " ;; esac
  printf 'deb %s%s %s %s' "$options" "$mirror" "$codename" "$components"
}

# debian_mirror CODENAME: the one that this system uses, whatever the form of its lists; a mirror
# that another release or only other components are taken from does not count.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # apt's variables
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)' \
    'Created-By: Packages' 2>/dev/null | sed -n "s/^Debian $1 main //p" | head -n 1)
  printf '%s' "${mirror:-http://deb.debian.org/debian}"
}

stop_without_debian() {
  stop 1 "the libraries for ARM Linux come from Debian or Ubuntu" \
    "this system: $(distribution PRETTY_NAME)" \
    "build there, or with one of Swift's own SDKs: see docs/cross-compiling.md"
}

# fetch FOLDER PACKAGE…: sets `fetched` to the packages' files, which are in FOLDER/archives.
fetch() {
  local folder=$1 package
  shift
  run "${apt[@]}" apt-get download "$@" >>"$folder/fetch.log" 2>&1 || stop_unfetched "$folder"
  fetched=()
  for package; do
    # An interrupted run may have left an older one.
    fetched+=("$(printf '%s\n' "$folder/archives/$package"_*.deb | sort -V | tail -n 1)")
  done
}

# update_lists FOLDER: old lists will do where new ones cannot be had; the download decides.
update_lists() { run "${apt[@]}" apt-get update >"$1/fetch.log" 2>&1 || true; }

stop_unfetched() {
  stop 1 "packages for ARM Linux could not be fetched" \
    "$(grep -m 1 -E '^[EW]: ' "$1/fetch.log" || tail -n 1 "$1/fetch.log")" \
    "see to the network, or name another mirror, EDGEASD_CROSS_MIRROR=URL, and start again; \
all apt said is in $1/fetch.log"
}
