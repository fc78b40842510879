"""Service chats (客服聊天): the program reads them and proposes; a person decides. Source: D03, D05, D08, D13."""
