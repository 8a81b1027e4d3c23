"""The published files of a release, read as they are: the tabular list as a tree, and the code lists.

Knows nothing of what notes or titles mean. Public: `Node` and `TabularList` (`model`), `read_tabular`
(`xml_reader`), `read_code_list` (`code_lists`).
"""
