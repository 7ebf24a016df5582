"""A small web server, as Cortex expects it: any server, on the port of cortex.yaml."""

import asyncio
import os

from fastapi import FastAPI

app = FastAPI()
greeting = os.environ.get("GREETING", "Hello")


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.get("/")
async def root():
    return {"message": f"{greeting}, world!"}


@app.get("/subpath")
async def subpath(name: str = "world"):
    return {"message": f"{greeting}, {name}, from a subpath!"}


@app.post("/slow")
async def slow(seconds: float = 1.0):
    await asyncio.sleep(seconds)
    return {"slept": seconds}
