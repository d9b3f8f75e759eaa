"""Whoever was told of something hears of its end; and what waits in the queue follows it."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

WITHIN_SECONDS = 24 * 3600  # not all of one server's at once
LOOKS = 5  # those of the first month are over


def fill_in(apps, schema_editor):
    """Thanks that stand already went to their authors' servers."""
    OwnObject = apps.get_model("doors_fediverse", "OwnObject")
    RemoteActor = apps.get_model("doors_fediverse", "RemoteActor")
    Post = apps.get_model("chats", "Post")
    for own in OwnObject.objects.filter(kind="thanks", withdrawn_at=None).iterator():
        number = int(own.about.rpartition(" ")[2])
        authors = Post.objects.filter(pk=number).values("account__uri")
        for actor in RemoteActor.objects.filter(uri__in=authors, gone_at=None):
            own.also_to = sorted({actor.inbox or actor.shared_inbox} - {""})
            own.save(update_fields=["also_to"])


def look_for_them(apps, schema_editor):
    """Posts that relays told of, and that nobody has looked for since."""
    Sighting = apps.get_model("doors_fediverse", "Sighting")
    Recheck = apps.get_model("doors_fediverse", "Recheck")
    told = Sighting.objects.filter(source__kind__in=["relay", "tag_actor"])
    told = told.filter(post__withdrawn_at=None).values_list("post", flat=True).distinct()
    now = timezone.now()
    Recheck.objects.bulk_create(
        [
            Recheck(
                post_id=number, looks=LOOKS,
                due_at=now + timedelta(seconds=number * 7919 % WITHIN_SECONDS),
            )
            for number in told
        ],
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ("chats", "0010_who_is_at_the_desk"),
        ("doors_fediverse", "0003_follow_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="ownobject",
            name="also_to",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="delivery",
            name="kind",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="delivery",
            name="own",
            field=models.ForeignKey(
                null=True, on_delete=models.SET_NULL, related_name="deliveries",
                to="doors_fediverse.ownobject",
            ),
        ),
        migrations.CreateModel(
            name="Blocker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block_uri", models.CharField(blank=True, max_length=500)),
                ("since", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="blocks",
                        to="doors_fediverse.remoteactor",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="fediverse_blockers",
                        to="communities.community",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="blocker",
            constraint=models.UniqueConstraint("community", "actor", name="blocks_once"),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RunPython(look_for_them, migrations.RunPython.noop),
    ]
