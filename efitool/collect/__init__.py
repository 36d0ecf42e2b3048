"""A running Linux in a file: what `triage` wants of it, and nothing that is secret.

`sources` is the whole list of what is taken; `private` takes out what may be secret; `gather`
reads; `bundle` packs. Nothing on the system is changed.
"""
