# shellcheck shell=bash disable=SC2034,SC2154
# Messages, folders and locks that every set-up step uses. Sourced by ./hearth.

readonly jar=$root/target/hearth.jar

# Messages go to standard error: standard output belongs to the command (./hearth sql … > file).
say() { printf 'hearth: %s\n' "$*" >&2; }
say_more() { printf '        %s\n' "$@" >&2; }

# A failed set-up step is exit status 1, "failed", as everywhere in Hearth.
die() {
  say "$1"
  shift
  (($# == 0)) || say_more "$@"
  exit 1
}

# The lines of log $1 that tell why a step failed.
show_failure() {
  local lines
  lines=$(grep -E '^E: |[Ee]rror: |^W: Failed' "$1" | tail -n 4 || true)
  printf '%s\n' "${lines:-$(tail -n 6 "$1")}" >&2
}

# Whether log $1 speaks of downloads that failed.
failed_to_fetch() { grep -qE 'Failed to fetch|Could not (resolve|connect)' "$1"; }

# What is kept between calls: GDAL's Java binding, the note of the last check, logs.
data_folder() {
  local base=${XDG_DATA_HOME:-}
  # The XDG specification tells to ignore a relative path.
  [[ $base == /* ]] || base=${HOME:-$(cd ~ && pwd)}/.local/share
  printf '%s/hearth' "$base"
}
data=$(data_folder)
readonly data

make_data_folder() {
  mkdir -p "$data/log" 2>/dev/null || true
  [[ -w $data/log ]] || die "cannot write to $data" "Give a folder that you can write to: XDG_DATA_HOME=/some/folder ./hearth …"
}

# Java 17 takes the encoding of file names from the locale, where a name with an accent breaks unless it is UTF-8: cron and containers
# have the plain C locale, and a LANG that is not installed counts as that.
use_utf8() { [[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8; }

# Holds an exclusive lock on a file while set-up changes something. Unlocked explicitly, not just closed: a service that apt starts
# inherits the descriptor and would keep the lock.
lock() {
  [[ -e $1 ]] || : >"$1"
  exec 9<"$1"
  flock --nonblock 9 || {
    say "another hearth is busy with set-up; waiting for it"
    flock 9
  }
}
unlock() {
  flock --unlock 9
  exec 9<&-
}

# A program of the distribution, before one of the same name that conda or a home folder puts first on PATH: headers, tools and
# library must be of one GDAL.
tool() {
  if [[ -x /usr/bin/$1 ]]; then printf '/usr/bin/%s' "$1"; else command -v "$1"; fi
}
