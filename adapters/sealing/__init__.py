"""Sealing (封存): Merkle trees over ledgers, signed checkpoints, proofs, and what a verifier reads."""

from adapters.sealing.checkpoint import NoteSigner, origin_of
from adapters.sealing.http_witness import HttpWitness
from adapters.sealing.images import DatabaseImages
from adapters.sealing.key_files import GivenKeys, KeyFiles
from adapters.sealing.keys import SigningKey, SigningKeyUnusable, VerifierKey
from adapters.sealing.merkle import ProofRefused, check_consistency, check_inclusion
from adapters.sealing.store import DatabaseSeals
from adapters.sealing.trust import TrustedKeys, ledger_of_checkpoint
from adapters.sealing.witness import FolderWitness

__all__ = [
    "DatabaseImages", "DatabaseSeals", "FolderWitness", "GivenKeys", "HttpWitness", "KeyFiles", "NoteSigner",
    "ProofRefused", "SigningKey", "SigningKeyUnusable", "TrustedKeys", "VerifierKey", "check_consistency",
    "check_inclusion", "ledger_of_checkpoint", "origin_of",
]  # fmt: skip
