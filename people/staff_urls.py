"""Addresses of the list of people: posts, leave, names."""

from django.urls import path
from django.views.generic import TemplateView

from people import leave_views, post_views, staff_views

urlpatterns = [
    path("school/people/", staff_views.people, name="staff_list"),
    path("school/people/add/", staff_views.add_somebody, name="add_somebody"),
    path("school/people/<str:ref>/posts/", staff_views.person, name="staff_person"),
    path("school/people/<str:ref>/name/", staff_views.put_name_right, name="put_name_right"),
    path("school/people/<str:ref>/posts/add/", post_views.add_post, name="add_post"),
    path("school/people/<str:ref>/posts/leaving/", post_views.leave_school, name="leave_school"),
    path("school/people/<str:ref>/posts/<str:post>/", post_views.change_post, name="change_post"),
    path("school/people/<str:ref>/posts/<str:post>/end/", post_views.end_post, name="end_post"),
    path(
        "school/people/<str:ref>/posts/<str:post>/withdraw/",
        post_views.withdraw_post,
        name="withdraw_post",
    ),
    path("school/people/<str:ref>/leave/", leave_views.add_leave, name="add_leave"),
    path(
        "school/people/<str:ref>/leave/<str:leave>/", leave_views.change_leave, name="change_leave"
    ),
    path(
        "school/people/<str:ref>/leave/<str:leave>/back/", leave_views.end_leave, name="end_leave"
    ),
    path(
        "school/people/<str:ref>/leave/<str:leave>/withdraw/",
        leave_views.withdraw_leave,
        name="withdraw_leave",
    ),
    path("left/", TemplateView.as_view(template_name="people/left.html"), name="left"),
]
