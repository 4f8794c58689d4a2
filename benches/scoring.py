"""Scores the JPEGs of a folder one by one, as the model's authors do, on one thread; prints pictures per CPU-second.

usage: scoring.py MODEL FOLDER
"""
import io, pathlib, sys, time
import numpy as np, onnxruntime as ort
from PIL import Image

MEAN = np.array([104, 117, 123], dtype=np.float32)
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = ort.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
frames = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[2]).glob("*.jpg"))]

def score(frame):
    picture = Image.open(io.BytesIO(frame)).convert("RGB")
    small = io.BytesIO()
    picture.resize((256, 256), Image.BILINEAR).crop((16, 16, 240, 240)).save(small, format="JPEG", quality=75)
    pixels = np.asarray(Image.open(small).convert("RGB"), dtype=np.float32)
    tensor = np.ascontiguousarray(pixels[:, :, ::-1] - MEAN)[None]
    return float(session.run(["outputs"], {"input:0": tensor})[0][0, 1])

score(frames[0])  # warm
begun = time.process_time()
for frame in frames:
    score(frame)
print(len(frames) / (time.process_time() - begun))
