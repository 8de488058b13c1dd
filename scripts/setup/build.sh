# shellcheck shell=bash disable=SC2034,SC2154
# Builds the jar when a source changed, runs it, and runs the tests. Sourced by ./hearth.
# HEARTH_MAVEN_ARGS goes to every Maven call (-Pgpu: ONNX Runtime with CUDA), HEARTH_JAVA_OPTS to the JVM that runs Hearth.

readonly build_note=$root/target/hearth-build.note build_log=$root/target/hearth-build.log

# What the jar is made of.
sources() {
  local path
  for path in pom.xml src/main sql config; do
    [[ ! -e $root/$path ]] || printf '%s\0' "$root/$path"
  done
}

# Folders count too: their time changes when a file goes away.
changed_since() { [[ -n $(sources | xargs -0 -I{} find {} -newer "$1" -print -quit) ]]; }

sources_checksum() { sources | xargs -0 -I{} find {} -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum; }

# The note of a build: first line Maven's arguments, second line the sources. Its time is from just before that build.
jar_is_current() {
  local arguments
  [[ -s $jar && -d $root/target/lib && -r $build_note ]] || return 1
  IFS= read -r arguments <"$build_note" || return 1
  [[ $arguments == "maven ${HEARTH_MAVEN_ARGS:-}" ]] && ! changed_since "$build_note"
}

build_jar() {
  local note started=$SECONDS
  jar_is_current && return
  lock "$root/hearth"
  if ! jar_is_current; then
    # The note's time is from before the build, so that a file saved meanwhile counts as changed.
    mkdir -p "$root/target" 2>/dev/null || true
    [[ -w $root/target ]] ||
      die "cannot write to $root/target, where the jar is built" "Use a clone of your own, or let the owner of this one run ./hearth setup."
    note=$(mktemp "$root/target/hearth-build.note.XXXXXX")
    # Readable to all, as another account may run a jar that this one built.
    chmod 644 "$note"
    printf '%s\n' "maven ${HEARTH_MAVEN_ARGS:-}" "$(sources_checksum)" >"$note"
    if [[ -s $jar && -r $build_note && $(<"$note") == "$(<"$build_note")" ]]; then
      # Only times differ, as after git checkout.
      mv "$note" "$build_note"
    else
      if [[ -r $build_note ]]; then say "building Hearth, whose sources changed"; else say "building Hearth; Maven fetches its libraries first"; fi
      # A library of another version must not stay beside its successor.
      [[ ! $root/pom.xml -nt $build_note && $(head -n 1 "$note") == "$(head -n 1 "$build_note")" ]] || rm -rf -- "$root/target/lib"
      maven --quiet -Dmaven.test.skip=true package >"$build_log" 2>&1 || {
        rm -f -- "$note"
        build_failed
      }
      [[ -s $jar ]] || die "Maven ended well but made no $jar"
      mv "$note" "$build_note"
      say "built in $((SECONDS - started)) s"
    fi
  fi
  unlock
}

build_failed() {
  if grep -qE 'Could not transfer|Unknown host|Connection (refused|timed out)' "$build_log"; then
    die "Maven could not fetch the libraries: is the network there? (all of its output: $build_log)" \
      "Run the same again when it is; what was fetched is kept. A mirror or proxy goes into ~/.m2/settings.xml."
  fi
  cat "$build_log" >&2
  die "the build failed; Maven's messages are above"
}

maven() {
  local options=() arguments=()
  read -ra arguments <<<"${HEARTH_MAVEN_ARGS:-}"
  jdk_major "$jdk"
  # Maven's own libraries make newer JDKs print warnings that are nobody's business here.
  ((${jdk_version%%[!0-9]*} < 24)) || options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  JAVA_HOME=$jdk MAVEN_OPTS="${options[*]} ${MAVEN_OPTS:-}" mvn --batch-mode -Dstyle.color=never --no-transfer-progress --file "$root/pom.xml" \
    -Dhearth.gdal.jar="$gdal_jar" -Dhearth.gdal.natives="$gdal_natives" "${arguments[@]}" "$@" </dev/null
}

# All tests: unit, property and integration. Further arguments go to Maven: ./hearth test -Dtest=TileTest
run_tests() {
  maven verify "$@"
}

# The class path in order: the GDAL classes made for this library, Hearth, then the libraries with SLF4J first and geotools-wrapper last,
# because geotools-wrapper carries an old SLF4J.
class_path() {
  local file first=("$gdal_jar" "$jar") middle=() last=()
  for file in "$root"/target/lib/*.jar; do
    case ${file##*/} in
      slf4j-* | logback-*) first+=("$file") ;;
      geotools-wrapper-*) last+=("$file") ;;
      *) middle+=("$file") ;;
    esac
  done
  local IFS=: all=("${first[@]}" "${middle[@]}" "${last[@]}")
  printf '%s' "${all[*]}"
}

# Becomes the Java process; does not return.
run_java() {
  local options=(
    -cp "$(class_path)"
    -Djava.library.path="$gdal_natives"
    -Dhearth.home="$root"
    -Dfile.encoding=UTF-8
    # Numbers are written with a decimal point whatever the machine's language.
    -Duser.language=en -Duser.country=US
    -Djava.awt.headless=true
    --enable-native-access=ALL-UNNAMED
  )
  local extra=()
  case ${1:-} in
    # Short commands: the time goes into starting, so no second compiler and no collector threads.
    -h | --help | help | -V | --version | doctor | db | runs | sql) options+=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC) ;;
  esac
  read -ra extra <<<"${HEARTH_JAVA_OPTS:-}"
  exec "$jdk/bin/java" "${options[@]}" "${extra[@]}" hearth.cli.Main "$@"
}
