# shellcheck shell=bash disable=SC2034,SC2154
# Finds the parts Hearth stands on. Nothing here installs or changes anything: doctor and set-up share these checks. Sourced by ./hearth.
#
# find_PART fills version[PART] and place[PART] and returns 0, or returns 1 when the part is missing.

readonly parts=(jdk maven gdal gdal-headers gdal-tools swig g++ xz gdal-java postgresql postgis)
declare -A version=() place=()

declare -rA part_name=(
  [jdk]='JDK' [maven]='Maven' [gdal]='libgdal' [gdal-tools]='GDAL tools' [gdal-headers]='GDAL headers' [swig]='SWIG' [g++]='g++'
  [xz]='xz' [gdal-java]='GDAL for Java' [postgresql]='PostgreSQL' [postgis]='PostGIS' [jar]='Hearth'
)
declare -rA part_reason=(
  [jdk]='Java 17 or newer: Hearth is written in it'
  [maven]='builds Hearth and fetches its Java libraries'
  [gdal]='reads and writes rasters and vector files'
  [gdal-tools]="GDAL's own programs (gdalinfo), to look at the results"
  [gdal-headers]="are needed for GDAL's Java binding, which this distribution does not ship"
  [swig]="writes GDAL's Java binding"
  [g++]="compiles GDAL's Java binding"
  [xz]="unpacks GDAL's source"
  [postgresql]='the database that the results are kept in'
  [postgis]='geometry and rasters in that database'
)

# Which parts this call cannot do without. The tools that make GDAL's Java binding are needed only while there is none.
is_needed() {
  case $1 in
    gdal-headers | swig | g++ | xz) [[ -z ${place[gdal-java]:-} ]] ;;
    postgresql | postgis) needs_private_database ;;
    *) true ;;
  esac
}

# With HEARTH_DB set, the results go to that server. The tests always use a server of their own.
needs_private_database() { [[ -z ${HEARTH_DB:-} || ${command_name:-} == test || ${command_name:-} == db ]]; }

find_part() { "find_${1//[-+]/_}"; }

# ---- Java

# The major version of the JDK in folder $1. Read from its release file where there is one: no JVM has to start.
jdk_major() {
  local text
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 1
  if [[ -r $1/release ]]; then text=$(<"$1/release"); else text=$("$1/bin/java" -XshowSettings:properties -version 2>&1 || true); fi
  [[ $text =~ (JAVA_VERSION=\"|java\.version\ =\ )([0-9]+)([^[:space:]\"]*) ]] || return 1
  jdk_version=${BASH_REMATCH[2]}${BASH_REMATCH[3]}
  ((BASH_REMATCH[2] >= 17))
}

# JAVA_HOME first, then the java on PATH, then what is installed, oldest first: 17 is what Hearth is written for.
find_jdk() {
  local home candidates=()
  [[ -z ${JAVA_HOME:-} ]] || candidates+=("$JAVA_HOME")
  if home=$(command -v java); then
    home=$(readlink -f "$home")
    candidates+=("${home%/bin/java}")
  fi
  while IFS= read -r home; do candidates+=("$home"); done < <(printf '%s\n' /usr/lib/jvm/* | sort -V)
  for home in "${candidates[@]}"; do
    if jdk_major "$home"; then
      version[jdk]=$jdk_version place[jdk]=$home
      return 0
    fi
  done
  return 1
}

find_maven() {
  local path file
  path=$(command -v mvn) || return 1
  place[maven]=$path version[maven]='?'
  # A file's name tells the version, Debian's package where it does not; asking mvn itself would start a JVM.
  path=$(readlink -f "$path")
  for file in "${path%/bin/mvn}"/lib/maven-core-*.jar; do
    [[ ! $file =~ maven-core-([0-9.]+[0-9])\.jar ]] || version[maven]=${BASH_REMATCH[1]}
  done
  if [[ ${version[maven]} == '?' && $path == /usr/share/maven/bin/mvn ]]; then
    file=$(dpkg-query --show --showformat='${Version}' maven 2>/dev/null || true)
    version[maven]=${file%%-*}
  fi
}

# ---- GDAL

find_gdal() {
  local line
  while IFS= read -r line; do
    if [[ $line == *libgdal.so.*' => '* ]]; then
      place[gdal]=${line##* => } version[gdal]=$(gdal_version)
      return 0
    fi
  done < <(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null)
  return 1
}

gdal_version() {
  local program text
  if program=$(tool gdal-config); then
    "$program" --version
  elif program=$(tool gdalinfo); then
    text=$("$program" --version)
    [[ $text =~ GDAL\ ([0-9.]+) ]] && printf '%s' "${BASH_REMATCH[1]}"
  else
    printf '?'
  fi
}

find_gdal_tools() {
  place[gdal-tools]=$(tool gdalinfo) || return 1
  version[gdal-tools]=$(gdal_version)
}

find_gdal_headers() {
  local folder
  for folder in /usr/include/gdal /usr/include /usr/local/include; do
    if [[ -r $folder/gdal.h ]]; then
      place[gdal-headers]=$folder version[gdal-headers]=$(gdal_version)
      return 0
    fi
  done
  return 1
}

find_swig() {
  local text
  place[swig]=$(tool swig) || return 1
  text=$("${place[swig]}" -version)
  version[swig]='?'
  [[ ! $text =~ Version\ ([0-9.]+) ]] || version[swig]=${BASH_REMATCH[1]}
}

find_g__() {
  place[g++]=$(tool g++) || return 1
  version[g++]=$("${place[g++]}" -dumpfullversion)
}

find_xz() {
  local text
  place[xz]=$(tool xz) || return 1
  text=$("${place[xz]}" --version)
  version[xz]=${text%%$'\n'*}
  version[xz]=${version[xz]##* }
}

# Your own binding (HEARTH_GDAL_JAVA), then the one that set-up made for exactly this GDAL, then the distribution's.
find_gdal_java() {
  local folder file jars=() folders=()
  unset 'place[gdal-java]'
  if [[ -n ${HEARTH_GDAL_JAVA:-} ]]; then
    jars=("$HEARTH_GDAL_JAVA"/gdal*.jar) folders=("$HEARTH_GDAL_JAVA")
  else
    folder=$(gdal_java_cache)
    jars=("$folder/gdal.jar" /usr/share/java/gdal.jar /usr/share/java/gdal-*.jar)
    folders=(/usr/lib/jni /usr/lib/*/jni /usr/share/java)
    [[ ! -s $folder/gdal.jar ]] || folders=("$folder")
  fi
  for file in "${jars[@]}"; do
    [[ -s $file ]] || continue
    for folder in "${folders[@]}"; do
      if [[ -s $folder/libgdalalljni.so ]]; then
        place[gdal-java]=$folder version[gdal-java]=$(gdal_version) gdal_jar=$file gdal_natives=$folder
        return 0
      fi
    done
  done
  return 1
}

gdal_java_cache() { printf '%s/gdal-%s-%s' "$data" "$(gdal_version)" "$(uname -m)"; }

# ---- Database

# The newest installed server that has PostGIS with rasters; without one, the newest.
find_postgresql() {
  local folder newest=''
  unset 'place[postgresql]'
  while IFS= read -r folder; do
    [[ -x $folder/bin/initdb && -x $folder/bin/postgres ]] || continue
    newest=${newest:-$folder}
    if [[ -r $(postgis_control "$folder") ]]; then
      newest=$folder
      break
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/* | sort -rV)
  [[ -n $newest ]] || return 1
  place[postgresql]=$newest/bin version[postgresql]=$("$newest/bin/postgres" --version)
  version[postgresql]=${version[postgresql]#* (PostgreSQL) } version[postgresql]=${version[postgresql]%% *}
}

find_postgis() {
  local control line
  find_postgresql || return 1
  control=$(postgis_control "${place[postgresql]%/bin}")
  [[ -r $control ]] || return 1
  place[postgis]=$control version[postgis]='?'
  while IFS= read -r line; do
    [[ ! $line =~ ^default_version\ *=\ *\'(.*)\' ]] || version[postgis]=${BASH_REMATCH[1]}
  done <"$control"
}

postgis_control() { printf '/usr/share/postgresql/%s/extension/postgis_raster.control' "${1##*/}"; }
