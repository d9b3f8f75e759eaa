from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rota', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='swap',
            name='undone_at',
            field=models.DateTimeField(null=True),
        ),
    ]
