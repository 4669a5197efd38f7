"""Weekly hours are read from the text as a whole, or they stay a text."""

import datetime

import pytest

from providers.document.hours import by_days, is_open, read_hours

WEEK = [0, 1, 2, 3, 4]


def said(text):
    """{day: "9:00-17:00 ..."} of a text."""
    found = {}
    for row in read_hours(text):
        found.setdefault(row.day, []).append(f"{row.opens:%H:%M}-{row.closes:%H:%M}")
    return {day: " ".join(times) for day, times in found.items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon-Fri 9 am-5 pm", dict.fromkeys(WEEK, "09:00-17:00")),
        ("Mon–Fri 9–5", dict.fromkeys(WEEK, "09:00-17:00")),
        ("Monday to Friday, 9 a.m. to 5 p.m.", dict.fromkeys(WEEK, "09:00-17:00")),
        ("Weekdays 8:30-16:45", dict.fromkeys(WEEK, "08:30-16:45")),
        ("Mon-Fri 9-5, Sat 10-2", {**dict.fromkeys(WEEK, "09:00-17:00"), 5: "10:00-14:00"}),
        ("Mo, We, Fr 9am-noon; Tu & Th 1-6pm",
         {**dict.fromkeys([0, 2, 4], "09:00-12:00"), **dict.fromkeys([1, 3], "13:00-18:00")}),
        ("Mon - Thu: 9-12, 1-5", dict.fromkeys(range(4), "09:00-12:00 13:00-17:00")),
        ("Tues and Thurs 10am–7pm, Sunday closed", dict.fromkeys([1, 3], "10:00-19:00")),
        ("Sat-Mon 11-3", dict.fromkeys([5, 6, 0], "11:00-15:00")),
        ("Daily 12-8", dict.fromkeys(range(7), "12:00-20:00")),
        ("Mondays 8-12", {0: "08:00-12:00"}),
        ("Fri 09:00-13:00", {4: "09:00-13:00"}),
        ("Wed 1-5", {2: "13:00-17:00"}),
        ("Wed 7-9pm", {2: "19:00-21:00"}),
        ("Wed 9-5pm", {2: "09:00-17:00"}),
        ("Wed 1pm-5", {2: "13:00-17:00"}),
        ("Wed 12-1", {2: "12:00-13:00"}),
    ],
)  # fmt: skip
def test_hours_as_people_write_them_are_read(text, wanted):
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "by appointment", "Mon-Fri 9-5 by appointment", "Mon-Fri", "9-5", "Mon 9-5, Mon 10-2",
        "Mon 25-26", "Mon 9:75-10", "Mon 9-12, 11-2", "24/7", "Mon 5pm-9am", "Every other Tuesday 9-5",
        "Mon - 9-5", "first Monday 9-5", "Mon 9", "Mon-Fri 9-5 ET", "montage 9-5", "Mon 6-8", "Mon 7-9",
        "Mon 13 pm-2 pm", "Mon 22:00-02:00",
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_a_whole_stays_a_text(text):
    assert read_hours(text) == []


def test_neighboring_days_with_the_same_hours_stand_together():
    assert [days for days, _rows in by_days(read_hours("Mon-Fri 9-5, Sat, Sun 10-2"))] == [WEEK, [5, 6]]


@pytest.mark.parametrize(
    ("state", "moment", "wanted"),
    [
        ("NY", "2027-01-13T13:59Z", False),  # Wednesday, 8:59
        ("NY", "2027-01-13T14:00Z", True),
        ("NY", "2027-01-13T21:59Z", True),
        ("NY", "2027-01-13T22:00Z", False),
        ("NY", "2027-07-14T13:00Z", True),  # daylight saving time
        ("TX", "2027-01-13T15:30Z", None),  # open in Austin, not yet in El Paso
        ("TX", "2027-01-13T17:00Z", True),
        ("GU", "2027-01-12T23:30Z", True),  # Wednesday there
        ("CA", "2027-01-17T20:00Z", False),  # Sunday
    ],
)
def test_open_now_goes_by_the_clock_of_the_place_and_is_not_guessed(state, moment, wanted):
    moment = datetime.datetime.fromisoformat(moment)
    assert is_open(read_hours("Mon-Fri 9-5"), state, moment) is wanted
