"""Letters through a mail server."""

from adapters.mail.server import MailServer, mail_server
from adapters.mail.smtp import SmtpPostman

__all__ = ["MailServer", "SmtpPostman", "mail_server"]
