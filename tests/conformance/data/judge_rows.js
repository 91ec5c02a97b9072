// judge_rows.js SHOW FOLDER - tables that apache-arrow, avsc and hyparquet-writer write, every cell of them held
// against what assay's inspector handed on. Prints one line a file; exit status 1 where any differs.
'use strict'
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const arrow = require('apache-arrow')
const avro = require('avsc')

const ROWS = 2500 // more than one page, batch or block
let seed = 7
const random = most => (seed = (seed * 1103515245 + 12345) % 2147483648) % most
const maybe = value => (random(5) === 0 ? null : value)
const make = of => Array.from({ length: ROWS }, (_, row) => of(row))

const columns = {
  id: make(row => row),
  small: make(() => maybe(random(100000) - 50000)),
  number: make(() => maybe((random(2000001) - 1000000) / 1024)),
  truth: make(() => maybe(random(2) === 1)),
  text: make(() => maybe('text ' + random(1000000) + 'äß€'.slice(0, random(4)))),
  word: make(() => maybe(['red', 'green', 'blue'][random(3)])),
  time: make(() => maybe(new Date(random(2000000000) * 1000 + random(1000)))),
  list: make(() => maybe(Array.from({ length: random(4) }, () => random(100)))),
}

function shown(show, file) {
  const facts = {}, cells = [], gaps = []
  for (const line of execFileSync(show, [file], { maxBuffer: 1 << 30, encoding: 'utf8' }).split('\n')) {
    const value = /^value (-?\d+) (\d+) ([0-9a-f]*)$/.exec(line)
    const fact = /^fact (\S+)(?: \(declared\))? = ?(.*)$/.exec(line)
    if (value && value[1] >= 0) (cells[value[1]] ??= []).push([Number(value[2]), Buffer.from(value[3], 'hex').toString('utf8')])
    else if (fact) facts[fact[1]] = fact[2]
    else if (/^gap /.test(line) || /^status [1-9]/.test(line)) gaps.push(line)
  }
  return { facts, cells, gaps }
}

function same(theirs, text) {
  if (theirs instanceof Date && /^-?\d+$/.test(text)) return Number(text) === theirs.getTime() // avsc leaves out what it is
  if (theirs instanceof Date) return Date.parse(text.endsWith('Z') ? text : text + 'Z') === theirs.getTime()
  if (typeof theirs === 'number') return Number(text) === theirs
  return text === String(theirs)
}

function judge(show, file, names) {
  const ours = shown(show, file)
  if (ours.gaps.length) throw new Error(ours.gaps[0])
  if (Number(ours.facts['dataset.rows']) !== ROWS) throw new Error(`rows: ${ours.facts['dataset.rows']}`)
  if (Number(ours.facts['dataset.columns']) !== names.length) throw new Error(`columns: ${ours.facts['dataset.columns']}`)
  if (ours.facts['dataset.column-names'] !== names.map(name => `[${name}]`).join(' ')) throw new Error(`names: ${ours.facts['dataset.column-names']}`)
  let count = 0
  names.forEach((name, column) => {
    const wanted = columns[name].flatMap((value, row) => (value === null ? [] : Array.isArray(value) ? value.map(item => [row, item]) : [[row, value]]))
    const got = ours.cells[column] ?? []
    if (got.length !== wanted.length) throw new Error(`column ${name}: ${got.length} cells, theirs ${wanted.length}`)
    wanted.forEach(([row, value], i) => {
      if (got[i][0] !== row || !same(value, got[i][1])) throw new Error(`column ${name} row ${got[i][0]}: "${got[i][1]}", theirs in row ${row}: ${value}`)
      count++
    })
    if (name === 'list') return
    const nulls = ours.facts['dataset.column-nulls'].slice(1, -1).split('] [')[column]
    const theirs = columns[name].filter(value => value === null).length
    if (Number(nulls) !== theirs) throw new Error(`column ${name}: ${nulls} nulls, theirs ${theirs}`)
  })
  return { said: `ok ${ROWS} rows, ${names.length} columns, ${count} cells`, sketch: ours.facts['dataset.row-sketch'] }
}

function arrowTable(names) {
  const types = {
    id: new arrow.Int32(), small: new arrow.Int32(), number: new arrow.Float64(), truth: new arrow.Bool(), text: new arrow.Utf8(),
    word: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), time: new arrow.TimestampMillisecond(),
    list: new arrow.List(new arrow.Field('item', new arrow.Int32(), true)),
  }
  return new arrow.Table(Object.fromEntries(names.map(name => [name, arrow.vectorFromArray(columns[name], types[name])])))
}

async function writeAvro(file, codec, names) {
  const types = {
    small: 'int', number: 'double', truth: 'boolean', text: 'string', word: { type: 'enum', name: 'colour', symbols: ['red', 'green', 'blue'] },
    time: { type: 'long', logicalType: 'timestamp-millis' }, list: { type: 'array', items: 'int' },
  }
  const fields = names.map(name => ({ name, type: name === 'id' ? 'int' : ['null', types[name]] }))
  const type = avro.Type.forSchema({ type: 'record', name: 'row', fields }, { wrapUnions: false, omitRecordMethods: true })
  const encoder = new avro.streams.BlockEncoder(type, { codec, blockSize: 8192 }), out = fs.createWriteStream(file)
  encoder.pipe(out)
  for (let row = 0; row < ROWS; row++) {
    const record = Object.fromEntries(names.map(name => [name, columns[name][row]]))
    if (record.time) record.time = record.time.getTime()
    encoder.write(record)
  }
  await new Promise((done, failed) => { encoder.on('error', failed); out.on('finish', done); encoder.end() })
}

async function main() {
  const [show, folder] = process.argv.slice(2)
  const { parquetWriteFile } = await import('hyparquet-writer')
  const all = Object.keys(columns), plain = all.filter(name => name !== 'list'), common = plain.filter(name => name !== 'time')
  const files = []
  const writeArrow = (name, format, names) => {
    fs.writeFileSync(path.join(folder, name), arrow.tableToIPC(arrowTable(names), format))
    files.push([name, names])
  }
  const addAvro = async (name, codec, names) => {
    await writeAvro(path.join(folder, name), codec, names)
    files.push([name, names])
  }
  const types = { id: 'INT32', small: 'INT32', number: 'DOUBLE', truth: 'BOOLEAN', text: 'STRING', word: 'STRING', time: 'TIMESTAMP' }
  const writeParquet = (name, codec, names) => {
    parquetWriteFile({
      filename: path.join(folder, name), codec, rowGroupSize: 700,
      columnData: names.map(column => ({ name: column, data: columns[column], type: types[column], nullable: true })),
    })
    files.push([name, names])
  }
  writeArrow('table.arrow', 'file', all)
  writeArrow('table.arrows', 'stream', all)
  await addAvro('null.avro', 'null', all)
  await addAvro('deflate.avro', 'deflate', all)
  writeParquet('plain.parquet', 'UNCOMPRESSED', plain)
  writeParquet('snappy.parquet', 'SNAPPY', plain)
  // the same rows in three formats have the same sketch
  writeArrow('common.arrow', 'file', common)
  await addAvro('common.avro', 'null', common)
  writeParquet('common.parquet', 'SNAPPY', common)
  const sketches = new Set()
  for (const [name, names] of files) {
    let judged
    try { judged = judge(show, path.join(folder, name), names) } catch (error) { judged = { said: error.message } }
    if (!judged.said.startsWith('ok ')) process.exitCode = 1
    if (names === common) sketches.add(judged.sketch)
    console.log(`${name}: ${judged.said}`)
  }
  if (sketches.size !== 1) {
    console.log('the same rows have different sketches')
    process.exitCode = 1
  }
}
main().catch(error => { console.error(error); process.exitCode = 1 })
