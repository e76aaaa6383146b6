"""Wagtail's admin, for whoever edits nothing."""

import pytest
from django.test import Client

from people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", ["/admin/", "/admin/pages/", "/admin/login/?next=/admin/"])
def test_whoever_edits_nothing_comes_to_their_list_and_hears_why(client: Client, door: str):
    client.force_login(User.objects.create_user(first_name="Imran"))

    answer = client.get(door, follow=True)

    assert answer.redirect_chain == [("/my-training/", 302)]
    assert "for colleagues who write modules and policies" in answer.content.decode()
    assert "permission to access the admin" not in answer.content.decode()
