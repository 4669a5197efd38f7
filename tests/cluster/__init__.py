"""A whole cluster on loopback, whose parts are killed in turn: `script/cluster-test`.

`servers` are the engines, `hosts` the site on two machines behind one nginx, `visitors` who use it,
`people` what is written into the database before and read out of it afterwards, `trials` what is killed.
"""
