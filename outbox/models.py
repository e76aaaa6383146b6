"""Messages that must arrive, and when the jobs of the timetable last ran."""

from django.db import models


class Message(models.Model):
    """One message to one person, written once (by its key) and delivered at least once.

    The address is looked up when it is sent, so that a changed address is used and somebody
    who has left is not written to.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "could not be delivered"
        SLIP = "slip", "to be printed: no e-mail address"
        DROPPED = "dropped", "not sent: the person has left"

    key = models.CharField(max_length=200, unique=True)
    school = models.CharField(max_length=20)
    to = models.CharField(max_length=36, db_index=True)
    by = models.CharField(max_length=36, blank=True)  # who pressed; empty where nobody did
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="outbox_message_sent_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Run(models.Model):
    """One ended run of a job, so that silence is noticed."""

    name = models.CharField(max_length=40)
    day = models.DateField()
    finished_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "finished_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"
