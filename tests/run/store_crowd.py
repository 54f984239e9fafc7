#!/usr/bin/python3
"""Sixteen processes on one store, one of which evicts, without and with kills (faults
S13, S14)."""
import crowd

crowd.play(1, 6, kills=0)
crowd.play(2, 6, kills=5)
