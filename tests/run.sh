#!/usr/bin/env bash
# Installs what the tests need and is missing, builds the solution once, runs every test, and sums up.
#
#   bash tests/run.sh [-c Release] [any argument of dotnet test, such as --filter NAME]
#
# Up to three tests that fail are run once more, alone: real servers on a busy machine are late now and then. Each is named in the summary,
# whatever came of it the second time. Returns what dotnet test returned last. With CI=true a skipped test is a failure too: there, nothing may be missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/install/asterisk.sh
. tests/install/kannel.sh
. tests/install/mail.sh

# What the tests need: the command that must be there | how to get it | what for. Later needs are further lines.
needs=(
    "dotnet  | from_packages dotnet-sdk-10.0 | to build and test"
    "sqlite3 | from_packages sqlite3         | to look into a database that a test leaves"
    "chromium | from_packages chromium fonts-noto-cjk | to see the pages as people do"
    "pg_ctlcluster | from_packages postgresql | to keep everything in a database server, thrown away after the tests"
    "asterisk | install_asterisk | to answer a real telephone"
    "espeak-ng | install_asterisk | to speak"
    "bearerbox | install_kannel | to give text messages to a real gateway"
    "postfix | install_mail | to send real mail, and have it come back"
    "dovecot | install_mail | to take mail in"
)

from_packages() {
    local sudo=()
    if [ "$(id -u)" != 0 ]; then sudo=(sudo); fi
    if command -v apt-get > /dev/null; then
        if [ -z "${lists_are_fresh:-}" ]; then "${sudo[@]}" apt-get update -qq; lists_are_fresh=yes; fi
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
    elif command -v dnf > /dev/null; then
        "${sudo[@]}" dnf install -y -q "$@" > /dev/null
    else
        echo "tests/run.sh: this machine has neither apt-get nor dnf" >&2
        return 1
    fi
}

install_needs() {
    local need name how purpose
    for need in "${needs[@]}"; do
        IFS='|' read -r name how purpose <<< "$need"
        read -r name <<< "$name"
        if command -v "$name" > /dev/null; then continue; fi
        echo "Installing $name,$purpose:$how"
        # Split into words on purpose: a function and its arguments.
        if ! $how; then echo "$name could not be installed; tests that need it are skipped, or fail when CI=true." >&2; fi
    done
    if ! command -v dotnet > /dev/null; then
        echo "The .NET SDK that global.json names is needed and the system's packages do not have it; install it and run this again." >&2
        exit 78
    fi
}

# From the result files: each failed and each skipped test with its reason, then the counts alone on the last line, for the caller to read.
sum_up() {
    cat "$1"/*.trx 2> /dev/null | awk '
        BEGIN { RS = "<" }
        function plain(text) {
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
            gsub(/&#x[0-9A-Fa-f]+;/, " ", text); gsub(/[ \t\r\n]+/, " ", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        /^UnitTestResult / {
            match($0, / outcome="[^"]*"/); outcome = substr($0, RSTART + 10, RLENGTH - 11)
            match($0, / testName="[^"]*"/); name = plain(substr($0, RSTART + 11, RLENGTH - 12))
            if (outcome == "Passed") passed++
            else if (outcome == "NotExecuted") { skipped++; names[skipped] = name }
            else { failed++; fallen[failed] = name }
        }
        outcome == "NotExecuted" && /^(Message|StdOut)>/ && !(skipped in reasons) {
            reasons[skipped] = plain(substr($0, index($0, ">") + 1))
        }
        outcome == "Failed" && /^Message>/ && !(failed in causes) { causes[failed] = substr(plain(substr($0, index($0, ">") + 1)), 1, 600) }
        END {
            for (i = 1; i <= failed; i++) print "failed: " fallen[i] ": " (causes[i] == "" ? "no message" : causes[i])
            for (i = 1; i <= skipped; i++) print "skipped: " names[i] ": " (reasons[i] == "" ? "no reason given" : reasons[i])
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        }'
}

configuration=Debug
arguments=()
while [ $# -gt 0 ]; do
    case "$1" in
        -c | --configuration) configuration=${2:?"$1 needs a configuration, Debug or Release"}; shift 2 ;;
        *) arguments+=("$1"); shift ;;
    esac
done

install_needs
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

dotnet build WaterCore.sln -c "$configuration" -m:2 -v q

results=$(mktemp -d)
trap 'rm -rf "$results"; if [ -n "${beside:-}" ]; then kill "$beside" 2> /dev/null || true; fi' EXIT

# Tests the given projects, one after the other, a result file for each; returns what the last that failed returned.
row() {
    local project code=0
    for project in "$@"; do
        dotnet test "tests/$project" -c "$configuration" --no-build --logger "trx;LogFileName=$project.trx" --results-directory "$results" ${arguments[@]+"${arguments[@]}"} || code=$?
    done
    return $code
}

# Two rows: what waits for telephones, browsers and other hosts most of its time, beside what calculates.
waiting=(WaterCore.Telephony.Tests WaterCore.Cluster.Tests WaterCore.Browser.Tests)
calculating=()
for project in tests/*.Tests; do
    if [[ " ${waiting[*]} " != *" ${project#tests/} "* ]]; then calculating+=("${project#tests/}"); fi
done
code=0
row "${waiting[@]}" > "$results/beside" 2>&1 & beside=$!
row "${calculating[@]}" 2>&1 | tee "$results/log" || code=$?
wait "$beside" || code=$?
beside=
tee -a "$results/log" < "$results/beside"

summary=$(sum_up "$results")
mapfile -t fallen < <(sed -n 's/^failed: \([A-Za-z0-9_.]*\).*/\1/p' <<< "$summary" | sort -u)
if [ $code != 0 ] && [ ${#fallen[@]} -ge 1 ] && [ ${#fallen[@]} -le 3 ] && ! grep -qi 'test run.* aborted' "$results/log"; then
    filter=$(printf '|FullyQualifiedName=%s' "${fallen[@]}")
    code=0
    dotnet test WaterCore.sln -c "$configuration" --no-build -m:1 --logger trx --results-directory "$results/again" --filter "${filter#|}" || code=$?
    again=$(sum_up "$results/again")
    if [[ ${again##*$'\n'} == "0 passed, "* ]]; then code=1; fi
    # Each case once, by what came of it at last: a test that is run again runs with all its cases.
    read -r passed _ failed _ skipped _ <<< "${summary##*$'\n'}"
    read -r _ _ failedAgain _ skippedAgain _ <<< "${again##*$'\n'}"
    summary="${summary%$'\n'*}
Those that failed were run once more, alone: $again
$((passed + failed - failedAgain - skippedAgain)) passed, $((failedAgain)) failed, $((skipped + skippedAgain)) skipped"
fi
counts=${summary##*$'\n'}
if [ $code = 0 ] && [[ $counts == "0 passed, 0 failed, "* ]]; then
    echo "No test ran; a filter that matches nothing proves nothing." >&2
    code=1
fi
if [ $code = 0 ] && [ "${CI:-}" = true ] && [[ $counts != *", 0 skipped" ]]; then
    echo "CI=true, and a test was skipped; the reasons are below." >&2
    code=1
fi
echo "$summary"
exit $code
