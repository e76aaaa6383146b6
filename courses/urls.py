"""Addresses of the courses room: those of the page of a module, and below it.

They are answered here and not by Wagtail's routing, since readers are served from an edition and
not from the page: a page that is a draft, moved or deleted takes nothing from them.
"""

from django.urls import path

from courses import reflection_views, together_views, views

urlpatterns = [
    path("questions/", together_views.modules, name="questions"),
    path("questions/<slug:slug>/", together_views.questions, name="module_questions"),
    path(
        "questions/<slug:slug>/shares.csv",
        together_views.questions_csv,
        name="module_questions_csv",
    ),
    path("my-reflections/", reflection_views.mine, name="reflections"),
    path("my-reflections/copy/", reflection_views.copy, name="reflections_copy"),
    path("my-reflections/<int:pk>/", reflection_views.change, name="reflection"),
    path("my-reflections/<int:pk>/delete/", reflection_views.delete, name="reflection_delete"),
    path("modules/<slug:slug>/", views.overview, name="module"),
    path("modules/<slug:slug>/newest/", views.newest, name="module_newest"),
    path("modules/<slug:slug>/quiz/", views.quiz, name="quiz"),
    path("modules/<slug:slug>/quiz/<int:pk>/", views.result, name="quiz_result"),
    path("modules/<slug:slug>/files/<str:digest>", views.file, name="module_file"),
    path("modules/<slug:slug>/<slug:lesson>/", views.lesson, name="lesson"),
]
