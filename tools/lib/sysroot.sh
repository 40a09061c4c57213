# shellcheck shell=bash
# Headers and libraries of an ARM Debian or Ubuntu in folders of their own, fetched by an apt that
# has its own state: nothing is installed, and nobody has to be root. Source it after common.sh.
# shellcheck disable=SC2154 # variables of common.sh

# sysroot ARCHITECTURE FOLDER: makes FOLDER/ARCHITECTURE (glibc, ALSA) and FOLDER/musl-ARCHITECTURE
# (musl, static) where they are missing.
sysroots() {
  local architecture=$1 folder=$2
  if [ -e "$folder/$architecture/.complete" ] && [ -e "$folder/musl-$architecture/.complete" ]; then
    return 0
  fi
  for name in apt-get apt-cache dpkg-deb; do
    command -v "$name" >/dev/null || stop 1 "no $name: the libraries of $architecture come from Debian or Ubuntu" \
      "this system: $(distribution_name)" \
      "run tools/cross on Debian or Ubuntu, or use an official Swift SDK: see docs/cross-compiling.md"
  done
  printf '%s: fetching the libraries of %s\n' "$tool" "$architecture" >&2
  private_apt "$folder/apt"
  fetch_packages "$architecture" "$folder/apt"
  unpack "$architecture" "$folder/apt" "$folder/$architecture" libc6 libc6-dev linux-libc-dev \
    libgcc-s1 libgcc-dev libasound2 libasound2-dev libcrypt1
  unpack "$architecture" "$folder/apt" "$folder/musl-$architecture" musl musl-dev linux-libc-dev \
    libgcc-dev
}

distribution_name() { sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}/\1/p' /etc/os-release; }

# distribution FIELD: of /etc/os-release, without quotes.
distribution() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}/\1/p" /etc/os-release; }

# private_apt FOLDER: a state of its own for apt, with the lists of the ARM architectures.
private_apt() {
  local folder=$1
  mkdir -p "$folder"/{lists/partial,archives/partial,parts} || stop 1 \
    "the folder for the libraries cannot be made" "$folder" "give a writable place by EDGEASD_CROSS_CACHE"
  : >"$folder/status"
  : >"$folder/parts/empty"
  package_sources >"$folder/sources.list"
  cat >"$folder/apt.conf" <<EOF
Dir::State "$folder";
Dir::State::status "$folder/status";
Dir::State::lists "$folder/lists";
Dir::Cache "$folder";
Dir::Cache::archives "$folder/archives";
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "$folder/parts";
Dir::Etc::preferencesparts "$folder/parts";
Dir::Etc::main "/dev/null";
APT::Architecture "$(dpkg --print-architecture)";
APT::Architectures { "arm64"; "armhf"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "3";
EOF
}

# package_sources: where this distribution keeps its ARM packages. A release itself is enough: its
# packages stay for ever, those of its updates come and go.
package_sources() {
  local codename keyring options
  keyring=/usr/share/keyrings/$(distribution ID)-archive-keyring.gpg
  codename=$(distribution VERSION_CODENAME)
  options="arch=arm64,armhf"
  [ ! -e "$keyring" ] || options="$options signed-by=$keyring"
  case $(distribution ID) in
    ubuntu)
      printf 'deb [%s] http://ports.ubuntu.com/ubuntu-ports %s main universe\n' "$options" "$codename"
      ;;
    debian)
      printf 'deb [%s] %s %s main\n' "$options" "$(debian_mirror "$codename")" "$codename"
      ;;
    *) stop 1 "the ARM libraries come from Debian or Ubuntu" "this system: $(distribution_name)" \
      "run tools/cross there, or use an official Swift SDK: see docs/cross-compiling.md" ;;
  esac
}

# debian_mirror CODENAME: the one that this system uses, if it is known.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # apt's variables
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)' \
    'Created-By: Packages' 2>/dev/null | sed -n "s/^Debian $1 main //p" | head -n 1)
  printf '%s' "${mirror:-http://deb.debian.org/debian}"
}

# packages ARCHITECTURE FOLDER: the packages' names here; they differ between releases.
packages() {
  local names
  names=$(APT_CONFIG=$2/apt.conf apt-cache pkgnames)
  printf '%s:%s\n' libc6 "$1" libc6-dev "$1" linux-libc-dev "$1" libgcc-s1 "$1" \
    libasound2-dev "$1" libcrypt1 "$1" musl "$1" musl-dev "$1" \
    "$(grep -x -E 'libgcc-[0-9]+-dev' <<<"$names" | sort -V | tail -n 1)" "$1" \
    "$(grep -x -E 'libasound2(t64)?' <<<"$names" | sort | tail -n 1)" "$1"
}

# fetch_packages ARCHITECTURE FOLDER: into FOLDER/archives.
fetch_packages() {
  local folder=$2 log=$2/fetch.log
  if ! {
    # Lists may be there although not all could be renewed; the download decides.
    APT_CONFIG=$folder/apt.conf apt-get update || true
    cd "$folder/archives" && packages "$1" "$folder" |
      APT_CONFIG=$folder/apt.conf xargs apt-get download
  } >"$log" 2>&1; then
    tail -n 8 "$log" >&2
    stop 1 "the libraries of $1 could not be fetched" "$(grep -m 1 '^E:' "$log" || tail -n 1 "$log")" \
      "look at $folder/sources.list and at the network, then start again: what was fetched is kept"
  fi
}

# unpack ARCHITECTURE APT FOLDER PACKAGE…: whole or not at all.
unpack() {
  local architecture=$1 archives=$2/archives folder=$3 package file
  shift 3
  rm -rf "$folder" "$folder.part"
  mkdir -p "$folder.part"
  for package; do
    case $package in
      libgcc-dev) file=$(newest "$archives"/libgcc-[0-9]*-dev_*_"$architecture".deb) ;;
      libasound2) file=$(newest "$archives"/libasound2_*_"$architecture".deb "$archives"/libasound2t64_*_"$architecture".deb) ;;
      *) file=$(newest "$archives/$package"_*_"$architecture".deb) ;;
    esac
    dpkg-deb --extract "$file" "$folder.part" || stop 1 "a package cannot be unpacked: $package" \
      "$file" "remove it, look at the space that is left, and start again"
  done
  # Merged or not, the linker finds a library by either path.
  if [ ! -e "$folder.part/lib" ]; then ln -s usr/lib "$folder.part/lib"; fi
  : >"$folder.part/.complete"
  mv "$folder.part" "$folder"
}

# newest FILE…: of those that exist, by version.
newest() {
  local file
  for file; do
    [ ! -e "$file" ] || printf '%s\n' "$file"
  done | sort -V | tail -n 1
}
