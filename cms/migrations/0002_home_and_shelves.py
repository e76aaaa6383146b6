"""The tree that Inset starts with: a home page with a shelf for each kind of page."""

from django.db import migrations

SHELVES = [("modules", "Modules"), ("policies", "Policies"), ("scenarios", "Scenarios")]


def plant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("cms", "HomePage")
    ShelfPage = apps.get_model("cms", "ShelfPage")
    home_type, _ = ContentType.objects.get_or_create(model="homepage", app_label="cms")
    shelf_type, _ = ContentType.objects.get_or_create(model="shelfpage", app_label="cms")
    locale = Locale.objects.get()
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    home = HomePage.objects.create(
        title="Inset", draft_title="Inset", slug="home", content_type=home_type,
        path="00010001", depth=2, numchild=len(SHELVES), url_path="/home/", locale=locale,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    for place, (slug, title) in enumerate(SHELVES, start=1):
        ShelfPage.objects.create(
            title=title, draft_title=title, slug=slug, content_type=shelf_type,
            path=f"00010001{place:04}", depth=3, numchild=0, url_path=f"/home/{slug}/",
            locale=locale,
        )
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
