from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chats', '0009_hidden_from_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='chat',
            name='desk_seen_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='chat',
            name='left_alone_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
