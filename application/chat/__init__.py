"""Service chats (客服聊天): trying rules on a file, importing transcripts, reviewing what the program proposes."""
