// Reads a lake's Parquet files with an engine that is not DuckDB; prints records, packets and bytes as JSON.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const files = readdirSync(process.argv[2], { recursive: true }).filter(name => name.endsWith('.parquet'))
const sums = { records: 0, flows: 0, packets: 0n, bytes: 0n, packetsOfEnded: 0n }
const numbers = new Set()
for (const name of files) {
  if (!/^date=\d{4}-\d\d-\d\d[/]hour=\d\d[/]/.test(name)) throw new Error(`not partitioned by day and hour: ${name}`)
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(process.argv[2], name)), compressors })
  for (const row of rows) {
    if (!(row.told instanceof Date)) throw new Error(`told is no time but ${row.told}`)
    numbers.add(row.seq)
    sums.records++
    sums.packets += BigInt(row.pkts_new_ab) + BigInt(row.pkts_new_ba)
    sums.bytes += BigInt(row.bytes_new_ab) + BigInt(row.bytes_new_ba)
    if (row.end_reason !== 'interval') {
      sums.flows++
      sums.packetsOfEnded += BigInt(row.pkts_ab) + BigInt(row.pkts_ba)
    }
  }
}
if (numbers.size !== sums.records) throw new Error(`${numbers.size} numbers for ${sums.records} records`)
console.log(JSON.stringify(sums, (_, value) => typeof value === 'bigint' ? Number(value) : value))
