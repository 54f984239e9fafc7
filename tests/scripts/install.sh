#!/usr/bin/env bash
# scripts/install touches nothing when nothing is missing, and says what to install
# when it can't: tried in a copy of the tree, with an apt-get and an npm that only
# note that they were called.
set -euo pipefail

top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
mkdir -p "$top/scripts" "$top/bin"
cp "$CAMBIUM_SOURCE/scripts/install" "$top/scripts"
for folder in parsers engine/report/html; do
    mkdir -p "$top/$folder/node_modules"
    cp "$CAMBIUM_SOURCE/$folder/package-lock.json" "$top/$folder"
    cp "$top/$folder/package-lock.json" "$top/$folder/node_modules/.installed-lock.json"
done

for tool in bash env dirname mkdir mktemp cat tail sed rm cmp cp id flock; do
    ln -s "$(command -v $tool)" "$top/bin/$tool"
done
stub() {
    printf '#!/bin/bash\necho "%s $*" >>"%s/calls"\n%s\n' "$1" "$top" "$2" >"$top/bin/$1"
    chmod +x "$top/bin/$1"
}
for tool in gcc cmake ninja node; do stub $tool ''; done
stub apt-get 'exit 100'
stub npm 'exit 1'

install() {
    rm -f "$top/calls"
    env -i PATH="$top/bin" "$top/scripts/install" "$@" >"$top/out" 2>"$top/err" </dev/null
}

fail() {
    echo "install: $1"
    cat "$top/out" "$top/err" "$top/calls" 2>/dev/null
    exit 1
}

install run || fail 'something was missing'
[ ! -e "$top/calls" ] && [ ! -s "$top/out" ] && [ ! -s "$top/err" ] || fail 'not silent'

rm "$top/bin/cmake" "$top/bin/ninja"
install run && fail 'it must fail without cmake' || status=$?
[ $status = 4 ] || fail "status $status"
grep -q 'apt-get install --no-install-recommends cmake ninja-build$' "$top/err" ||
    fail 'it must say what to install'
[ ! -s "$top/out" ] || fail 'messages belong on stderr'
if [ "$(id -u)" = 0 ]; then
    grep -q '^apt-get -q update' "$top/calls" || fail 'the lists were not updated'
    grep -q 'install --yes --no-install-recommends cmake ninja-build$' "$top/calls" ||
        fail 'not just what is missing was asked for'
fi

stub cmake '' && stub ninja ''
echo ' ' >>"$top/parsers/package-lock.json"
install run && fail 'it must fail when npm does' || status=$?
[ $status = 4 ] || fail "status $status"
grep -q 'cd parsers && npm ci --ignore-scripts' "$top/err" || fail 'it must say what to run'
grep -q '^npm ci --ignore-scripts' "$top/calls" || fail 'a changed lock installs again'
stub npm 'exit 0'
install run && install run || fail 'npm was there'
[ ! -e "$top/calls" ] || fail 'an unchanged lock must not'

install nonsense && fail 'no such group' || [ $? = 2 ] || fail 'usage is 2'
