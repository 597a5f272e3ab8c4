"""Fields that rest encrypted, and keyed indexes to find them by."""

from zhengyou.encryption.cipher import (
    Unreadable,
    blind_index,
    blind_indexes,
    decrypt,
    encrypt,
    encrypt_all,
)
from zhengyou.encryption.fields import EncryptedTextField
from zhengyou.encryption.masking import mask_id_number, mask_name, mask_phone

__all__ = [
    "EncryptedTextField",
    "Unreadable",
    "blind_index",
    "blind_indexes",
    "decrypt",
    "encrypt",
    "encrypt_all",
    "mask_id_number",
    "mask_name",
    "mask_phone",
]
