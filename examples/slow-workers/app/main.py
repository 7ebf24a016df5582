"""A server whose master binds the port at once, while its workers still load their model."""

import os
import time

from fastapi import FastAPI

# What loading a large model does: the worker answers nothing until it is over.
time.sleep(float(os.environ["MODEL_LOAD_SECONDS"]))

app = FastAPI()


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.get("/predict")
async def predict():
    return {"label": "cat"}
