# shellcheck shell=bash disable=SC2034,SC2154
# Set-up as a whole: what is missing is installed with apt, then GDAL's Java binding is made. Sourced by ./hearth.

# ---- What the last check found, so that an ordinary call does not check again

# What that finding depends on: these scripts, the packages installed, and the environment that steers the search.
set_up_key() {
  local key
  key=$(cksum "$self" "$root"/scripts/setup/* && { stat --format='%n %s %Y' /var/lib/dpkg/status 2>/dev/null || true; })
  printf '%s' "${key//$'\n'/;} JAVA_HOME=${JAVA_HOME:-} HEARTH_GDAL_JAVA=${HEARTH_GDAL_JAVA:-} PATH=$PATH"
}

# The note is believed only while its key is the same and the files that it names are there.
recall_set_up() {
  local note=()
  [[ -r $data/set-up.note ]] || return 1
  mapfile -t note <"$data/set-up.note"
  [[ ${#note[@]} == 5 && ${note[0]} == "$(set_up_key)" ]] || return 1
  [[ -x ${note[1]}/bin/javac && -s ${note[2]} && -s ${note[3]}/libgdalalljni.so ]] || return 1
  [[ -x ${note[4]}/initdb ]] || ! needs_private_database || return 1
  jdk=${note[1]} gdal_jar=${note[2]} gdal_natives=${note[3]}
}

remember_set_up() {
  local note
  jdk=${place[jdk]}
  note=$(mktemp "$data/set-up.note.XXXXXX")
  printf '%s\n' "$(set_up_key)" "$jdk" "$gdal_jar" "$gdal_natives" "${place[postgresql]:--}" >"$note"
  mv "$note" "$data/set-up.note"
}

# Leaves jdk, gdal_jar and gdal_natives set, or ends with one message.
set_up() {
  recall_set_up && return
  make_data_folder
  lock "$data/set-up.lock"
  if ! recall_set_up; then
    install_missing_parts
    make_gdal_java
    open_root_folder
    remember_set_up
  fi
  unlock
}

# A server for root runs as the account postgres. Where the root folder is closed to all but root, as in a system unpacked by hand,
# no other account can start any program.
open_root_folder() {
  if ((EUID != 0)) || ! needs_private_database || [[ $(stat --format=%A /) == *x ]]; then return; fi
  say "the root folder / is closed to every account but root, so the database's account could not start a server: opening it (chmod a+x /)"
  chmod a+x /
}

# ---- Packages

install_missing_parts() {
  local missing=() packages=()
  find_missing
  ((${#missing[@]} > 0)) || return 0
  say "missing: $(join_names "${missing[@]}")"
  require_apt
  say "reading apt's package lists"
  apt_get update || say "apt-get update failed (see $apt_log); going on with the lists that are there"
  choose_packages
  announce_packages
  keep_apt_from_making_a_cluster
  local started=$SECONDS
  apt_get install --no-install-recommends "${packages[@]}" || {
    show_failure "$apt_log"
    ! failed_to_fetch "$apt_log" || give_up "apt could not fetch the packages: is the network there? (all of its output: $apt_log)"
    give_up "apt-get install failed (all of its output: $apt_log)"
  }
  say "installed in $((SECONDS - started)) s"
  find_missing
  ((${#missing[@]} == 0)) || give_up "still missing after the installation: $(join_names "${missing[@]}")"
}

# Fills the caller's list missing.
find_missing() {
  local part
  missing=()
  # The binding first: whether its tools are needed depends on it.
  find_gdal_java || true
  for part in "${parts[@]}"; do
    [[ $part != gdal-java ]] || continue
    find_part "$part" || ! is_needed "$part" || missing+=("$part")
  done
}

join_names() {
  local part text=''
  for part in "$@"; do text+=", ${part_name[$part]}"; done
  printf '%s' "${text#, }"
}

# Fills the caller's list packages from its list missing.
choose_packages() {
  local part
  packages=()
  for part in "${missing[@]}"; do packages+=("$(package_of "$part")"); done
  # GDAL's runtime comes with its headers, whose package has one name in every release.
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
}

package_of() {
  case $1 in
    jdk) java_package ;;
    gdal | gdal-headers) echo libgdal-dev ;;
    gdal-tools) echo gdal-bin ;;
    xz) echo xz-utils ;;
    postgresql) postgresql_package ;;
    postgis) postgis_package ;;
    *) echo "$1" ;;
  esac
}

# 17 is what Hearth is written for; a release without it has a newer one that does.
java_package() {
  local major
  for major in 17 21 25; do
    if [[ -n $(candidate "openjdk-$major-jdk-headless") ]]; then
      echo "openjdk-$major-jdk-headless"
      return
    fi
  done
  echo default-jdk-headless
}

# The server's major version: the installed one's, else the distribution's; nothing while apt's lists are empty.
postgresql_major() {
  local found
  if find_postgresql; then found=${version[postgresql]}; else found=$(candidate postgresql); fi
  printf '%s' "${found%%[!0-9]*}"
}

postgresql_package() {
  local major
  major=$(postgresql_major)
  echo "postgresql${major:+-$major}"
}

# PostGIS must be of the server's major version.
postgis_package() {
  local major
  major=$(postgresql_major)
  echo "postgresql${major:+-$major}-postgis${major:+-3}"
}

candidate() {
  local text
  text=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null || true)
  [[ ! $text =~ Candidate:\ ([0-9][^[:space:]]*) ]] || printf '%s' "${BASH_REMATCH[1]}"
}

announce_packages() {
  local part package last=''
  say "installing with apt:"
  for part in "${missing[@]}"; do
    package=$(package_of "$part")
    # libgdal and its headers come in one package.
    [[ $package == "$last" ]] || say_more "$(printf '%-26s %s' "$package" "${part_reason[$part]}")"
    last=$package
  done
  say_more "with what they depend on: $(installation_size) (apt's output: $apt_log)"
}

# As apt tells it: what is fetched and what it takes on the disk.
installation_size() {
  local text
  text=$(as_root env LC_ALL=C apt-get --assume-no --no-install-recommends install "${packages[@]}" 2>/dev/null || true)
  [[ ! $text =~ Need\ to\ get\ ([0-9.,]+\ [kMG]?B) ]] || printf '%s to fetch, ' "${BASH_REMATCH[1]}"
  [[ ! $text =~ After\ this\ operation,\ ([0-9.,]+\ [kMG]?B) ]] || printf '%s on the disk, ' "${BASH_REMATCH[1]}"
  printf 'a minute or two'
}

# Debian's packages make and start a database cluster of their own. Hearth has a private one, so where none exists yet none is made.
keep_apt_from_making_a_cluster() {
  local folder=/etc/postgresql-common/createcluster.d
  [[ " ${missing[*]} " == *' postgresql '* ]] || return 0
  [[ -z $(find /etc/postgresql -mindepth 2 -maxdepth 2 2>/dev/null) && ! -e $folder/hearth.conf ]] || return 0
  say "keeping apt from starting a database of its own (Hearth has a private one): $folder/hearth.conf"
  as_root mkdir -p "$folder"
  printf '%s\n' "# Written by Hearth's set-up, which keeps a private cluster. Delete this file to let apt make one." \
    'create_main_cluster = false' | as_root tee "$folder/hearth.conf" >/dev/null
}

# ---- apt

apt_log=$data/log/apt.log

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" </dev/null >"$apt_log" 2>&1
}

require_apt() {
  command -v apt-get >/dev/null || give_up "there is no apt here to install them with"
  ((EUID != 0)) || return 0
  command -v sudo >/dev/null || give_up "installing them needs root, and there is no sudo here"
  # Without a terminal sudo could only hang or fail at its question.
  if [[ -t 0 && -t 2 ]]; then
    say "installing them needs sudo"
    sudo -v || give_up "sudo was refused"
  else
    sudo -n true 2>/dev/null || give_up "installing them needs root; sudo wants a password and there is no terminal to ask on"
  fi
}

# The one message for everything that set-up cannot do itself. Uses the caller's list missing.
give_up() {
  local packages=()
  if command -v apt-cache >/dev/null; then
    choose_packages
    die "$1" "Install by hand: apt-get install --no-install-recommends ${packages[*]}" \
      "or use the image instead: docker compose run --rm hearth demo (Dockerfile, compose.yaml)"
  fi
  die "$1" "Install by hand: $(join_names "${missing[@]}") (of JDK 17, Maven 3.6.3, GDAL 3.6, PostgreSQL 14, PostGIS 3, or newer)" \
    "or use the image instead: docker compose run --rm hearth demo (Dockerfile, compose.yaml)"
}
