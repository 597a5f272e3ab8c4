"""Fields that rest encrypted, and keyed indexes to find them by."""

from zhengyou.encryption.cipher import blind_index, decrypt, encrypt
from zhengyou.encryption.fields import EncryptedTextField
from zhengyou.encryption.masking import mask_id_number, mask_name, mask_phone

__all__ = [
    "EncryptedTextField",
    "blind_index",
    "decrypt",
    "encrypt",
    "mask_id_number",
    "mask_name",
    "mask_phone",
]
