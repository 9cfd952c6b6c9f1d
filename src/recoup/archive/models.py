"""The tables of the archive: streams, entries, payloads and their keys, without a link to any other room."""

from django.db import models


class Stream(models.Model):
    """The head of one chain. Its key is opaque; one owner for good; the head only ever grows."""

    key = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=40)
    head_seq = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64)


class Entry(models.Model):
    """One line of the archive. `envelope` is the record; the other columns are copies of it to search by."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    klass = models.CharField(max_length=20)
    direction = models.CharField(max_length=3)
    channel = models.CharField(max_length=20)
    result = models.CharField(max_length=40)
    business_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    hash = models.CharField(max_length=64)
    envelope = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="archive_entry_once")]


class Payload(models.Model):
    """Encrypted content that an entry names by the SHA-256 of its salt and bytes; `size` is in bytes."""

    commitment = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=40)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()


class PayloadKey(models.Model):
    """The wrapped key of one payload. Deleting the row is how content is erased, for good."""

    commitment = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=40)
    wrapped_key = models.BinaryField()


class Seal(models.Model):
    """One root over the heads of all of an owner's streams. `statement` is the seal; the other columns are copies."""

    owner = models.CharField(max_length=40)
    number = models.BigIntegerField()
    day = models.CharField(max_length=10)
    prev = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    statement = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="archive_seal_once")]


class SealedHead(models.Model):
    """A head that a seal was the first to name; what later seals say of the stream until it moves again.

    `links` folds the hashes of all entries up to it into one, see `chain.folded`; empty in a seal made before that.
    """

    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    owner = models.CharField(max_length=40)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    links = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="archive_sealed_once")]
        indexes = [models.Index(fields=["owner", "number"], name="archive_sealed_in")]


class Stamp(models.Model):
    """What an authority outside answered to a seal: an RFC 3161 response, byte for byte."""

    owner = models.CharField(max_length=40)
    number = models.BigIntegerField()
    authority = models.CharField(max_length=200)
    response = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["owner", "number"], name="archive_stamp_of")]
