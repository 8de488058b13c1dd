# shellcheck shell=bash disable=SC2034,SC2154
# ./hearth doctor: each part with its state, version and place. Looks only; installs and builds nothing. Sourced by ./hearth.

doctor() {
  local part missing=()
  find_gdal_java || true
  printf '%-14s %-11s %-14s %s\n' PART STATE VERSION WHERE
  for part in "${parts[@]}"; do
    if find_part "$part"; then
      if [[ $part == gdal-java ]] && ! binding_loads; then
        doctor_line "$part" broken "delete $data/gdal-* and run ./hearth setup, which makes it anew"
        missing+=("$part")
      else
        doctor_line "$part" ok
      fi
    elif [[ $part == gdal-java ]]; then
      doctor_line "$part" missing "./hearth setup makes it from the distribution's GDAL source"
      missing+=("$part")
    elif is_needed "$part"; then
      doctor_line "$part" missing "apt-get install $(package_of "$part")"
      missing+=("$part")
    else
      doctor_line "$part" 'not needed'
    fi
  done
  doctor_jar
  [[ -z ${JAVA_HOME:-} || ${place[jdk]:-} == "$JAVA_HOME" ]] || printf '\nJAVA_HOME=%s is not a JDK 17 or newer, so it is not used.\n' "$JAVA_HOME"
  if ((${#missing[@]} > 0)); then
    printf '\nMissing: %s.\n./hearth setup installs it all, and says what it installs first.\n' "$(join_names "${missing[@]}")"
    return 1
  fi
  # Models and database are Java's to judge.
  jdk=${place[jdk]}
  printf '\n'
  run_java doctor "$@"
}

doctor_line() {
  printf '%-14s %-11s %-14s %s\n' "${part_name[$1]}" "$2" "${version[$1]:--}" "${place[$1]:--}"
  [[ -z ${3:-} ]] || printf '%-14s remedy: %s\n' '' "$3"
}

binding_loads() { [[ -z ${place[jdk]:-} ]] || probe_gdal_java 2>/dev/null; }

doctor_jar() {
  if [[ ! -s $jar ]]; then
    doctor_line jar missing './hearth setup builds it'
    missing+=(jar)
    return
  fi
  place[jar]=$jar version[jar]=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$root/pom.xml")
  if jar_is_current; then doctor_line jar ok; else doctor_line jar 'out of date' 'the next command builds it anew'; fi
}
