# Sourced after steps.sh: the tiers of the conformance suite, a step each.
runner() { # runner MODULE OPTIONS...
  "$venv/bin/python" "conformance-tests/runner/$1.py" "${@:2}"
}

# tiers REPORTS: every tier, then the report. Scenarios on the runtimes in `cells`, of which those in `smoke`
# run only one; secrets on the runtimes in `main`.
tiers() {
  local reports=$1
  rm -rf conformance-tests/build
  step "conformance: the runner's own tests" "$venv/bin/pytest" -q -p no:cacheprovider \
    conformance-tests/runner --junit-xml="$reports/runner.xml"
  step "conformance: audit" runner audit --report "$reports/audit.xml"
  step "conformance: vectors" runner vectors --report "$reports/vectors.xml"
  step "conformance: fuzz" runner fuzz --cases 2000 --seed 1 --report "$reports/fuzz.xml"
  step "conformance: scenarios" runner scenarios "${cells[@]}" ${smoke[@]+"${smoke[@]}"} --report "$reports/scenarios.xml"
  step "strace for the secrets" need strace strace
  step "conformance: secrets" runner secrecy "${main[@]}" --report "$reports/secrets.xml"
  step "conformance: report" runner report --report "$reports/report.xml"
}

# bridge REPORT JVM PYTHON [TESTS...]: the bridge's own tests in that JVM with that Python
bridge() {
  local report=$1 java=$2 python=$3
  shift 3
  "$venv/bin/pytest" -c jep-bridge/tests/pytest.ini "${@:-jep-bridge/tests}" $again --junit-xml="$report" \
    --cell "$(java_of "$java")=$root/build/jep/$python"
}

# cells_of KIND VERSIONS...: fills the array `cells` with --KIND VERSION=PLACE for each that is here. Of jep a version
# is JVMxPYTHON, of whose Python `tools/jep` has been.
cells_of() {
  local kind=$1 version place
  shift
  for version in "$@"; do
    if [ "$kind" = java ]; then
      place=$(java_of "$version") || continue
    elif [ "$kind" = jep ]; then
      place=$(java_of "${version%x*}") && [ -e "$root/build/jep/${version#*x}/ready" ] || continue
      place+=,$root/build/jep/${version#*x}
    else
      python_of "$version" >/dev/null && venv_for "$version" >/dev/null 2>&1 || continue
      place=$root/build/venv/$version/bin/python
    fi
    cells+=("--$kind" "$version=$place")
  done
}
