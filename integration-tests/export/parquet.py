"""Reads a lake's Parquet files with Arrow's engine; prints records, packets and bytes as JSON."""
import json
import sys

import pyarrow.compute as pc
import pyarrow.dataset as ds

table = ds.dataset(sys.argv[1], format="parquet", partitioning="hive").to_table()
total = lambda *names: sum(pc.sum(table[name]).as_py() or 0 for name in names)
last = table.filter(pc.not_equal(table["end_reason"], "interval"))
assert str(table.schema.field("told").type).startswith("timestamp"), table.schema.field("told")
assert table["seq"].null_count == 0 and pc.count_distinct(table["seq"]).as_py() == len(table)
print(json.dumps({
    "records": len(table),
    "flows": len(last),
    "packets": total("pkts_new_ab", "pkts_new_ba"),
    "bytes": total("bytes_new_ab", "bytes_new_ba"),
    "packetsOfEnded": sum(pc.sum(last[name]).as_py() or 0 for name in ("pkts_ab", "pkts_ba")),
}))
