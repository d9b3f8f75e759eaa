from django.db import migrations, models


class Migration(migrations.Migration):
    """What has an address is found by it, whatever its network: the address comes first."""

    dependencies = [("chats", "0002_initial")]

    operations = [
        operation
        for model in ("account", "post")
        for operation in (
            migrations.RemoveConstraint(model_name=model, name=f"{model}_once"),
            migrations.AddConstraint(
                model_name=model,
                constraint=models.UniqueConstraint(
                    models.F("uri"), models.F("network"), name=f"{model}_once"
                ),
            ),
        )
    ]
