"""How a person keeps their books."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Bookkeeping(models.Model):
    """When a person's tax year begins: January in China, April in Britain, July in Australia. Nobody's row: January."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    tax_year_first_month = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(tax_year_first_month__range=(1, 12)), name="tax_year_begins_in_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tax_year_first_month}"
