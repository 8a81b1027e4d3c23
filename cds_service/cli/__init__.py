"""The command line, a file a command.

Knows nothing of how a command does its work: each reads its options, calls one function and shows the answer. Public:
`main`.
"""
