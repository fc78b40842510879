"""Chats from files, the rules that ship with the product, Chinese words, and masks over what is personal."""

from adapters.chat.library import PackagedChatRules, chat_rules_from_toml
from adapters.chat.masking import PatternMasker
from adapters.chat.segmenter import JiebaSegmenter
from adapters.chat.transcripts import TranscriptFiles

__all__ = ["JiebaSegmenter", "PackagedChatRules", "PatternMasker", "TranscriptFiles", "chat_rules_from_toml"]
