"""The API as its callers have it: behind Cortex's gateway, sidecar and limits."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

URL = os.environ["CORTEX_LOCAL_URL_TEXT_LENGTH"]


@pytest.mark.parametrize("text, words", [("", 0), ("one", 1), ("one two", 2)])
def test_words_are_counted(text, words):
    answer = requests.post(URL, json={"text": text}, timeout=20)

    assert answer.status_code == 200
    assert answer.json() == {"length": len(text), "words": words}


def test_a_body_without_a_text_is_refused():
    answer = requests.post(URL, json={"txt": "one"}, timeout=20)

    assert answer.status_code == 422
    assert "expected" in answer.json()["detail"]


def test_requests_beyond_max_concurrency_wait_in_the_queue():
    with ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(lambda _: requests.post(URL, json={"text": "x"}, timeout=20), range(6))
        )

    # 2 at a time, and up to 4 wait
    assert [answer.status_code for answer in answers] == [200] * 6


def test_a_path_of_no_api_is_the_gateways_404():
    answer = requests.get(os.environ["CORTEX_LOCAL_URL"] + "/nothing", timeout=20)

    assert answer.status_code == 404
