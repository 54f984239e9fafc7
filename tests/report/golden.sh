#!/bin/sh
# Hand-made results, printed in every format, against the files in golden/: the
# bytes are the same in every locale and time zone. After a change that is
# meant, `UPDATE=1 tests/report/golden.sh` writes the files anew; read the diff.
set -u
golden=$(dirname "$0")/golden
program=${CAMBIUM_BUILD:?the build folder, with report_sample in it}/report_sample
actual=$(mktemp) || exit 1
trap 'rm -f "$actual"' EXIT
status=0

# check FILE ARGUMENTS...
check() {
    expected=$golden/$1
    shift
    for locale in C de_DE.UTF-8 tr_TR.UTF-8; do
        LC_ALL=$locale TZ=Asia/Kathmandu "$program" "$@" >"$actual" || status=1
        [ -z "${UPDATE-}" ] || cp "$actual" "$expected"
        if ! diff -u "$expected" "$actual"; then
            echo "report_sample $* in the locale $locale differs" >&2
            status=1
        fi
    done
}

for sample in empty small; do
    for format in text json ndjson csv; do
        check $sample.$format $sample $format
    done
done
check ascii.text small text ascii width=60 top=3
check colour.text small text colour
check no-top.text small text top=0
check hostile.text hostile text width=80
check many.text 3000 text width=80 top=4 threads=2
exit $status
