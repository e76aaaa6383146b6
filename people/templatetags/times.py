"""The time of day for templates."""

from django import template

from people.clock import clock

register = template.Library()
register.filter("clock", clock)
