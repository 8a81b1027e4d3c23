"""A port that is taken is named with its setting, before anything is loaded."""

from __future__ import annotations

import socket

import pytest

from cds_service.errors import SettingsError
from cds_service.server.gunicorn_app import check_port


def test_a_port_in_use_names_the_setting() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"CODING_CARDS_PORT: port {port} of 127.0.0.1 is in use"):
            check_port("127.0.0.1", port)


def test_a_free_port_is_left_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
