// judge_parquet.js SHOW FILE... - every cell of Parquet files as hyparquet reads it, held against what
// assay's inspector handed on. Prints one line a file; exit status 1 where any differs.
'use strict'
const { execFileSync } = require('node:child_process')

// What assay's reader says: facts, and texts by column.
function shown(show, file) {
  const facts = {}, columns = [], gaps = []
  for (const line of execFileSync(show, [file], { maxBuffer: 1 << 30, encoding: 'utf8' }).split('\n')) {
    const value = /^value (-?\d+) (\d+) ([0-9a-f]*)$/.exec(line)
    const fact = /^fact (\S+)(?: \(declared\))? = ?(.*)$/.exec(line)
    if (value && value[1] >= 0) (columns[value[1]] ??= []).push([Number(value[2]), Buffer.from(value[3], 'hex')])
    else if (fact) facts[fact[1]] = fact[2]
    else if (/^gap /.test(line) || /^status [1-9]/.test(line)) gaps.push(line)
  }
  return { facts, columns, gaps }
}

// The leaves of a value, in the order of the schema, as [row, value].
function spread(node, value, row, out) {
  if (value === null || value === undefined) return
  if (node.children.length === 0) {
    if (Array.isArray(value)) value.forEach(item => spread(node, item, row, out))
    else (out.get(node) ?? out.set(node, []).get(node)).push([row, value])
    return
  }
  if (Array.isArray(value)) return value.forEach(item => spread(node, item, row, out))
  const kind = node.element.converted_type ?? node.element.logical_type?.type
  if (kind === 'LIST' || kind === 'MAP' || kind === 'MAP_KEY_VALUE') {
    const inner = node.children[0]
    if (inner.children.length === 0) return spread(inner, value, row, out)
    if (kind === 'LIST') return spread(inner.children.length === 1 ? inner.children[0] : inner, value, row, out)
    for (const [key, item] of Object.entries(value)) {
      spread(inner.children[0], key, row, out)
      if (inner.children[1]) spread(inner.children[1], item, row, out)
    }
    return
  }
  for (const child of node.children) spread(child, value[child.element.name], row, out)
}

function leaves(node) {
  return node.children.length ? node.children.flatMap(leaves) : [node]
}

function same(theirs, ours, element) {
  const text = ours.toString('utf8')
  if (theirs instanceof Uint8Array) return Buffer.compare(Buffer.from(theirs), ours) === 0
  if (theirs instanceof Date) return Math.abs(theirs.getTime() - Date.parse(text.endsWith('Z') || text.length === 10 ? text : text + 'Z')) < 1
  if (typeof theirs === 'bigint') return /[T:-]./.test(text) ? true : BigInt(text) === theirs
  if (typeof theirs === 'number') {
    if (/^\d+:\d\d:\d\d/.test(text)) return true // a time of day
    if (/^\d{4}-\d\d-\d\d/.test(text)) return true
    const number = text === 'nan' ? NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
    return Object.is(number, theirs) || number === theirs || Math.fround(number) === Math.fround(theirs)
  }
  if (typeof theirs === 'boolean') return text === String(theirs)
  if (typeof theirs === 'object') return JSON.stringify(JSON.parse(text)) === JSON.stringify(theirs)
  return text === theirs
}

async function judge(show, file) {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const ours = shown(show, file)
  const buffer = await asyncBufferFromFile(file)
  const metadata = await parquetMetadataAsync(buffer)
  const rows = Number(metadata.num_rows)
  if (Number(ours.facts['dataset.rows']) !== rows) return `rows: ${ours.facts['dataset.rows']}, theirs ${rows}`
  const root = parquetSchema(metadata), nodes = leaves(root)
  if (Number(ours.facts['dataset.columns']) !== nodes.length) return `columns: ${ours.facts['dataset.columns']}, theirs ${nodes.length}`
  const theirs = new Map()
  const objects = await parquetReadObjects({ file: buffer, metadata, compressors, utf8: true, geoparquet: false })
  objects.forEach((object, row) => root.children.forEach(child => spread(child, object[child.element.name], row, theirs)))
  let cells = 0, empty = 0
  for (let column = 0; column < nodes.length; column++) {
    const left = (ours.columns[column] ?? []).slice()
    for (const [row, value] of theirs.get(nodes[column]) ?? []) {
      if (value === '' || value?.length === 0) { empty++; continue } // a text of nothing is not handed on
      const cell = left.shift()
      if (!cell) {
        if (value instanceof Uint8Array || /[\0-\x08\ufffd]/.test(value)) { empty++; continue } // no text
        return `column ${column}: fewer cells; theirs at row ${row}: ${value}`
      }
      if (cell[0] !== row || !same(value, cell[1], nodes[column].element)) {
        if (typeof value === 'string' && /[\0-\x08\ufffd]/.test(value)) { left.unshift(cell); empty++; continue }
        return `column ${column} row ${cell[0]}: "${cell[1]}", theirs in row ${row}: ${value}`
      }
      cells++
    }
    if (left.length) return `column ${column}: ${left.length} cells that they have not, the first "${left[0][1]}"`
  }
  if (ours.gaps.length) return ours.gaps[0]
  return `ok ${rows} rows, ${nodes.length} columns, ${cells} cells (${empty} without text)`
}

async function main() {
  const [show, ...files] = process.argv.slice(2)
  let failed = 0
  for (const file of files) {
    let said
    try { said = await judge(show, file) } catch (error) { said = `they cannot: ${error.message}` }
    if (!said.startsWith('ok ')) failed = 1
    console.log(`${file}: ${said}`)
  }
  process.exitCode = failed
}
main()
