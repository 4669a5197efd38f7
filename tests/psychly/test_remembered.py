"""What a process remembers is read once for each version, and forgotten in one way."""

from psychly.web.remembered import Remembered


def test_a_value_is_read_once_a_version_and_anew_when_it_is_forgotten():
    versions, reads = ["one"], []
    memory = Remembered(lambda: versions[-1], lambda: reads.append(versions[-1]) or len(reads))
    assert (memory.get(), memory.get()) == (1, 1)
    versions.append("two")
    assert (memory.get(), memory.get()) == (2, 2)
    memory.forget()
    assert memory.get() == 3
    assert reads == ["one", "two", "two"]
