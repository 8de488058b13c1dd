# shellcheck shell=bash disable=SC2034,SC2154
# GDAL's Java binding: finds a working one or has scripts/setup/make-gdal-java make it. Sourced by ./hearth.
#
# Debian and Ubuntu ship libgdal without its Java binding, and the classes on Maven Central fit some versions only. SWIG generates both
# halves from the source that the installed library was built from, so they fit it and each other. The result is kept by GDAL version
# in the user's data folder; a GDAL upgrade makes a new one.

make_gdal_java() {
  local target work started=$SECONDS
  if find_gdal_java && probe_gdal_java; then return; fi
  [[ -z ${HEARTH_GDAL_JAVA:-} ]] || die "no working Java binding of GDAL in HEARTH_GDAL_JAVA=$HEARTH_GDAL_JAVA" \
    "That folder must hold gdal.jar and libgdalalljni.so, made for the installed GDAL $(gdal_version)."
  require_binding_tools
  is_at_least 3.6 "$(gdal_version)" || say "GDAL $(gdal_version) is older than 3.6, which Hearth is written for: some functions may be missing"
  target=$(gdal_java_cache)
  say "making GDAL's Java binding for GDAL $(gdal_version), which this distribution does not ship (once, half a minute): $target"

  # Made beside its place and renamed at the end: an interrupted build leaves nothing that looks finished. The lock is held, so what an
  # earlier call left is nobody's.
  rm -rf -- "$data"/gdal-*.part "$target"
  work=$target.part
  mkdir -p "$work"
  trap 'rm -rf -- "$work"' EXIT
  "$root/scripts/setup/make-gdal-java" "$work" "${place[jdk]}" "$(gdal_version)" "${place[gdal-headers]}" >"$binding_log" 2>&1 ||
    binding_failed "cannot make GDAL's Java binding"
  place[gdal-java]=$work/out gdal_jar=$work/out/gdal.jar gdal_natives=$work/out
  probe_gdal_java 2>>"$binding_log" || binding_failed "GDAL's Java binding was built but does not load"
  mv -T "$work/out" "$target"
  rm -rf -- "$work"
  trap - EXIT
  find_gdal_java || die "GDAL's Java binding is not where it was put: $target"
  say "GDAL's Java binding is ready after $((SECONDS - started)) s"
}

is_at_least() { [[ $(printf '%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

binding_log=$data/log/gdal-java.log

binding_failed() {
  show_failure "$binding_log"
  ! failed_to_fetch "$binding_log" || set -- "$1: apt could not fetch GDAL's source; is the network there?"
  die "$1 (all of the output: $binding_log)" \
    "This is needed once. A binding made elsewhere for the same GDAL serves too: HEARTH_GDAL_JAVA=folder with gdal.jar and" \
    "libgdalalljni.so. Or use the image instead: docker compose run --rm hearth demo (Dockerfile, compose.yaml)"
}

# Loads the natives and asks the library its version: the one test that counts.
probe_gdal_java() {
  local answer
  answer=$("${place[jdk]}/bin/java" --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -Djava.library.path="$gdal_natives" \
    -cp "$gdal_jar" "$root/scripts/setup/GdalProbe.java") || return 1
  [[ $answer == "$(gdal_version)" ]]
}

# A distribution with a binding of its own that does not load has not been asked for these before.
require_binding_tools() {
  unset 'place[gdal-java]'
  install_missing_parts
}
