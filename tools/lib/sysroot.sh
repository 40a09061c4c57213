# shellcheck shell=bash
# Sysroots: the headers and libraries of an ARM Debian or Ubuntu, each in a folder of its own.
# Source it after common.sh, private-apt.sh and cross-targets.sh.
# shellcheck disable=SC2154 # variables of these

# exclusively FILE: waits until no other process holds it; it is held until this one ends.
exclusively() {
  local holder
  command -v flock >/dev/null || return 0
  exec {holder}>"$1"
  flock --nonblock "$holder" || {
    printf '%s: waiting for another one to end\n' "$tool" >&2
    run flock "$holder"
  }
}

# sysroots ARCHITECTURE FOLDER: makes FOLDER/ARCHITECTURE (glibc, ALSA) and FOLDER/musl-ARCHITECTURE
# (musl, static) unless they are there.
sysroots() {
  local architecture=$1 folder=$2
  ! sysroots_are_there "$@" || return 0
  mkdir -p "$folder" || stop 1 "there is no place for the libraries" "cannot make $folder" \
    "name a folder of yours: EDGEASD_CROSS_CACHE=DIR"
  exclusively "$folder/.lock"
  ! sysroots_are_there "$@" || return 0
  for name in apt-get apt-cache apt-config dpkg-deb; do
    command -v "$name" >/dev/null || stop_without_debian
  done
  printf '%s: fetching the libraries of %s\n' "$tool" "$architecture" >&2
  make_sysroots "$architecture" "$folder" "$folder/apt-$architecture"
}

sysroots_are_there() { [ -e "$2/$1/.unpacked" ] && [ -e "$2/musl-$1/.unpacked" ]; }

# make_sysroots ARCHITECTURE FOLDER STATE: what apt fetched is kept until all of it is unpacked, so
# that an interrupted run goes on where it ended.
make_sysroots() {
  local fetched apt names gcc alsa
  private_apt "$3" "$1"
  update_lists "$3"
  # Two names differ between releases.
  names=$("${apt[@]}" apt-cache pkgnames lib)
  gcc=$(grep -x -E 'libgcc-[0-9]+-dev' <<<"$names" | sort -V | tail -n 1) || true
  alsa=$(grep -x -E 'libasound2(t64)?' <<<"$names" | sort | tail -n 1) || true
  if [ -z "$gcc" ] || [ -z "$alsa" ]; then stop_unfetched "$3"; fi

  fetch "$3" libc6 libc6-dev linux-libc-dev libgcc-s1 "$gcc" "$alsa" libasound2-dev
  unpack "$2/$1" "usr/lib/$gnu_folder/libc.so" "usr/lib/$gnu_folder/libasound.so"
  fetch "$3" musl musl-dev linux-libc-dev "$gcc"
  unpack "$2/musl-$1" "usr/lib/$musl_folder/libc.a"
  rm -rf "$3"
}

# unpack FOLDER FILE…: what was fetched last, into FOLDER, whole or not at all; each FILE has to be
# in it.
unpack() {
  local folder=$1 package file
  shift
  rm -rf "$folder" "$folder.part"
  mkdir "$folder.part"
  for package in "${fetched[@]}"; do
    run dpkg-deb --extract "$package" "$folder.part" || stop 1 "a package cannot be unpacked" \
      "$package" "see that the disk has room, remove that file, and start again"
  done
  merge_usr "$folder.part"
  for file; do
    [ -e "$folder.part/$file" ] || stop 1 "the packages are not what this script expects" \
      "after unpacking there is no ${folder##*/}/$file" "known to work are Debian 12 and 13"
  done
  : >"$folder.part/.unpacked"
  mv "$folder.part" "$folder"
}

# merge_usr FOLDER: all libraries below /usr, as in an installed system, whatever the release's
# packages have. (QEMU 7.2 loses a folder /lib/… of the sysroot that lacks the first library asked.)
merge_usr() {
  if [ -d "$1/lib" ] && [ ! -L "$1/lib" ]; then
    cp -R -P "$1/lib/." "$1/usr/lib"
    rm -r "${1:?}/lib"
  fi
  ln -s -f -n usr/lib "$1/lib"
}
