"""What a browser calls itself, in words that somebody recognises. Pure: text in, text out."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_DEVICES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Macintosh", "a Mac"),
    ("Linux", "a Linux computer"),
)


def device_words(agent: str) -> str:
    """“Chrome on an Android device”. Browsers claim many names: the first that is found counts."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    device = next((name for mark, name in _DEVICES if mark in agent), "some device")
    return f"{browser} on {device}"
