"""What Inset tells Wagtail's admin. Registration only."""

from wagtail import hooks

from cms import admin_home, door, library_views

hooks.register("construct_homepage_panels", admin_home.put_first)
hooks.register("before_serve_document", library_views.for_editors)
hooks.register("before_create_page", door.say_where_the_door_is)
hooks.register("before_edit_page", door.say_where_the_door_is)
hooks.register("before_bulk_action", door.refuse_in_bulk)
hooks.register("construct_settings_menu", door.without_users)
