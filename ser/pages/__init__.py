"""Step 12, pages: what a notebook calls to show, say and keep what it computed; `ser.pages.show` comes first.

`ser.pages.building` makes the book of executed notebooks.
"""
