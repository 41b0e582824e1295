#!/bin/sh
# Makes the registers of data-samples/fra-skolebaenk-til-laereplads anew: lock, draw with the recorded dice, simulate.
# Usage, from the repository's root: examples/make-several-sample.sh [path to lodtrin]
set -eu
lodtrin=${1:-target/debug/lodtrin}
sample=data-samples/fra-skolebaenk-til-laereplads
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$sample/study.toml" "$sample/programmes.csv" "$work/"
"$lodtrin" --quiet lock "$work" > /dev/null
set -- "$work"
while IFS= read -r line; do
    set -- "$@" --dice "$line"
done < data-samples/fra-skolebaenk-til-laereplads.dice
"$lodtrin" --quiet draw "$@" > /dev/null
"$lodtrin" --quiet simulate "$work"
mkdir -p "$sample/registers"
cp "$work"/registers/* "$sample/registers/"
cp "$work/truth.json" "$sample/"
