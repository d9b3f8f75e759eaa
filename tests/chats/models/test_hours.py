from django.utils.translation import override


def test_an_hour_without_a_theme_is_called_by_its_date_as_readers_write_it(make_chat):
    chat = make_chat(theme="")

    with override("fr"):
        french = chat.shown_theme

    assert (chat.shown_theme, french) == ("Chat of 27 November 2026", "Chat of 27 novembre 2026")
