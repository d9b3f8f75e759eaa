import stat

from django.core.mail import EmailMessage

from goodtalk.site.kept_mail import KeptMailBackend, keep


def mail(subject="Sign-in code"):
    return EmailMessage(
        subject, "Your code:\n\nABC-DEF", "goodtalk@localhost", ["olive@example.org"]
    )


def test_mail_is_kept_where_its_owner_alone_can_read_it(tmp_path):
    path = keep(mail("Grüße"), tmp_path / "mail")

    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (
        0o600, 0o700,
    )
    kept = path.read_text()
    assert ("To: olive@example.org" in kept, "ABC-DEF" in kept) == (True, True)


def test_mails_of_one_second_do_not_overwrite_one_another(tmp_path):
    paths = {keep(mail(), tmp_path) for _ in range(20)}

    assert set(tmp_path.iterdir()) == paths
    assert len(paths) == 20


def test_mail_is_printed_too_so_that_the_host_can_read_the_code(tmp_path, settings, capsys):
    settings.DATA = tmp_path

    sent = KeptMailBackend().send_messages([mail(), mail("Another")])

    [first, second] = sorted((tmp_path / "mail").iterdir(), key=lambda path: path.read_bytes())
    printed = capsys.readouterr().out
    assert sent == 2
    assert {first.name in printed, second.name in printed} == {True}
    assert printed.endswith(":\n  Another\n  Your code:\n  \n  ABC-DEF\n")
