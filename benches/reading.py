"""Reads the JPEGs of a folder one by one with RapidOCR, on one thread and as the manifests say; prints pictures per CPU-second and lines.

usage: reading.py FOLDER
"""
import pathlib, sys, tempfile, time
import cv2, yaml, rapidocr_onnxruntime

cv2.setNumThreads(1)
config = yaml.safe_load((pathlib.Path(rapidocr_onnxruntime.__file__).parent / "config.yaml").read_text())
config["Global"]["use_cls"] = False
config["Det"].update(limit_side_len=480, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
for part in ["Global", "Det", "Cls", "Rec"]:
    config[part]["intra_op_num_threads"] = config[part]["inter_op_num_threads"] = 1
with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
    yaml.safe_dump(config, file)
    file.flush()
    engine = rapidocr_onnxruntime.RapidOCR(config_path=file.name)
frames = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).glob("*.jpg"))]
engine(frames[0])  # warm
lines, begun = 0, time.process_time()
for frame in frames:
    found, _ = engine(frame)
    lines += len(found or [])
print(len(frames) / (time.process_time() - begun), lines)
